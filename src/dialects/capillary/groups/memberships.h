// Reading memberships in the orders and pieces that this API wants; knows no requests.
#pragma once

#include <optional>
#include <vector>

#include "model/query.h"
#include "model/store.h"

namespace muster::dialects::capillary {

enum class Past { left_out, included };

// All that match, oldest first.
Result<std::vector<model::Membership>> all_memberships(const model::Rows& rows,
                                                       model::TenantId tenant, model::Filter filter,
                                                       Past past = Past::left_out);

struct MemberRange {
    bool primary_first = true;
    std::int64_t offset = 0;
    std::optional<std::int64_t> limit; // none: all
    std::optional<Time> from;          // both ends inclusive
    std::optional<Time> to;
};

struct MemberPage {
    std::vector<model::Membership> members;
    std::int64_t total = 0; // within from and to
};

// Live members of a group: the primary at one end, the others by the time of joining, then by id.
Result<MemberPage> page_of_members(const model::Rows& rows, model::TenantId tenant,
                                   model::GroupId group, const MemberRange& range);

} // namespace muster::dialects::capillary

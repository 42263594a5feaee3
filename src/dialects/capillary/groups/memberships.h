// Reads memberships in the orders and pages of this API. Knows no requests.
#pragma once

#include <optional>
#include <vector>

#include "model/query.h"
#include "model/store.h"

namespace muster::dialects::capillary {

enum class PastMemberships { left_out, included };

// All memberships that match, oldest first.
Result<std::vector<model::Membership>>
all_memberships(const model::Rows& rows, model::TenantId tenant, model::Filter filter,
                PastMemberships past = PastMemberships::left_out);

struct MemberRange {
    bool primary_first = true;
    std::int64_t offset = 0;
    std::optional<std::int64_t> limit; // nullopt: all
    std::optional<Time> from;          // both ends inclusive
    std::optional<Time> to;
};

struct MemberPage {
    std::vector<model::Membership> members;
    std::int64_t total = 0; // within from and to
};

// Live members of a group: the primary member first or last, the others in the order in which they
// joined, then by id.
Result<MemberPage> page_of_members(const model::Rows& rows, model::TenantId tenant,
                                   model::GroupId group, const MemberRange& range);

} // namespace muster::dialects::capillary

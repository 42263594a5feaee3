// How calls name a group: by id, by external id, by its primary member (promise 10).
#pragma once

#include <string>

#include "dialects/capillary/errors.h"
#include "model/store.h"

namespace muster::dialects::capillary {

struct GroupName {
    enum class By { id, external_id, primary_user };
    By by = By::id;
    std::string text; // as given
};

// Which groups count.
enum class Reach {
    usable, // ACTIVE
    live,   // also INACTIVE
    any,    // also DELETED
};

// Of the query parameters id, externalId and primaryUserId, in this order, the first that is given;
// 1635 when none is.
Result<GroupName> group_name_of(const RequestContext& call);
Result<GroupName> group_name_without_primary_of(const RequestContext& call);

// 1632 when it names no group that counts.
Result<model::Group> find_group(const model::Rows& rows, model::TenantId tenant,
                                const GroupName& name, Reach reach);

// The live primary member, if there is one.
Result<std::optional<model::Membership>> primary_of(const model::Rows& rows, model::TenantId tenant,
                                                    model::GroupId group);
// The live membership as primary of this customer, in whatever group.
Result<std::optional<model::Membership>>
primary_role_of(const model::Rows& rows, model::TenantId tenant, model::CustomerId customer);

} // namespace muster::dialects::capillary

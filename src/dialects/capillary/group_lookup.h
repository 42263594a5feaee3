// How calls name a group: by id, by external id, by its primary member (promise 10).
#pragma once

#include <string>

#include "core/store.h"
#include "dialects/capillary/errors.h"

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
Result<GroupName> group_name_of(const Call& call);
Result<GroupName> group_name_without_primary_of(const Call& call);

// 1632 when it names no group that counts.
Result<core::Group> find_group(const core::Rows& rows, core::TenantId tenant, const GroupName& name,
                               Reach reach);

// The live primary member, if there is one.
Result<std::optional<core::Membership>> primary_of(const core::Rows& rows, core::TenantId tenant,
                                                   core::GroupId group);
// The live membership as primary of this customer, in whatever group.
Result<std::optional<core::Membership>>
primary_role_of(const core::Rows& rows, core::TenantId tenant, core::CustomerId customer);

} // namespace muster::dialects::capillary

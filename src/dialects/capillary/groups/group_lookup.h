// How calls refer to a group: by id, by external id, or by its primary member (promise 10).
#pragma once

#include <string>

#include "dialects/capillary/errors.h"
#include "model/store.h"

namespace muster::dialects::capillary {

struct GroupReference {
    enum class By { id, external_id, primary_user };
    By by = By::id;
    std::string text; // as the client wrote it: problems echo it
};

// Which groups a call may refer to. Looked up by its primary member, a group must always be ACTIVE.
enum class AcceptedStates {
    active, // ACTIVE
    live,   // ACTIVE, INACTIVE
    any,    // ACTIVE, INACTIVE, DELETED
};

// The first of the query parameters id, externalId and primaryUserId that is given; 1635 when none
// is.
Result<GroupReference> group_reference_of(const RequestContext& call);
Result<GroupReference> group_reference_without_primary_of(const RequestContext& call);
// From a parameter that holds the kind of identifier ("externalId") and one that holds its value;
// nullopt when there is no such kind.
std::optional<GroupReference> group_reference(std::string_view name, std::string_view value);

// 1632 when there is no such group in an accepted state.
Result<model::Group> find_group(const model::Rows& rows, model::TenantId tenant,
                                const GroupReference& reference, AcceptedStates states);

// The live primary member, if there is one.
Result<std::optional<model::Membership>> primary_of(const model::Rows& rows, model::TenantId tenant,
                                                    model::GroupId group);
// The live membership in which this customer is the primary member: there is at most one.
Result<std::optional<model::Membership>>
primary_role_of(const model::Rows& rows, model::TenantId tenant, model::CustomerId customer);

} // namespace muster::dialects::capillary

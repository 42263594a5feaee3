// The groups of a customer inside the customer's details (promise 35). The vendor's pages do not
// show this part: its name and form are Muster's own.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// Writes "userGroups2" and, when asked for, "ug2Pagination"; nothing when no parameter asks for
// groups.
Result<void> write_groups_of(JsonWriter& out, const RequestContext& call,
                             model::CustomerId customer);

} // namespace muster::dialects::capillary

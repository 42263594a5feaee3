// The groups of a customer, inside its details (promise 35). Their form is our choice.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// Nothing unless the query asks for it.
Result<void> write_groups_of(JsonWriter& out, const RequestContext& call,
                             model::CustomerId customer);

} // namespace muster::dialects::capillary

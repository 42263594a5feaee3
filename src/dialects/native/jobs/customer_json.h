// Customers have the same members in the files of imports and exports as in the answers of this
// API.
#pragma once

#include "jobs/customer_json.h"

namespace muster::dialects::native {

extern const jobs::CustomerJson customer_json;

} // namespace muster::dialects::native

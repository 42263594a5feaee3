// Authentication of the native API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

// Reads Authorization: Bearer <key>, and Muster-Tenant: the tenant, for keys that belong to none.
Result<void> authenticate(RequestContext& call);

} // namespace muster::dialects::native

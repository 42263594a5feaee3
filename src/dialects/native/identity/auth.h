// Authentication of the native API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

// Reads Authorization: Bearer <key>, and Muster-Tenant: the tenant, for keys that belong to none.
Result<void> authenticate(RequestContext& call);

// The scopes that keys of this API may have.
bool is_scope(std::string_view word);

} // namespace muster::dialects::native

// Who calls the native API, and in which tenant.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

// Authorization: Bearer <key>; Muster-Tenant names the tenant where the key is bound to none.
Result<void> authenticate(RequestContext& call);

// The words that keys of this API may carry.
bool is_scope(std::string_view word);

} // namespace muster::dialects::native

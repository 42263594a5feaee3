// Who calls, and which store is meant. Knows no entity of the store.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// The store first (404), then the token (403): promise 2.
Result<void> authenticate(Call& call);

// The store in the path, for calls that need no token.
Result<model::Tenant> find_store(const Call& call);

// Calls that any secret token may make, but a public one not.
Result<void> refuse_public(const Call& call);

} // namespace muster::dialects::ecwid

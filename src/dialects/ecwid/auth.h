// Finds the store of a request and authenticates its caller. Knows no entity of the store.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Checks the store first (404), then the token (403) (promise 2).
Result<void> authenticate(RequestContext& call);

// The store in the path, for calls that need no token (404 STORE_NOT_FOUND).
Result<model::Tenant> find_store(const RequestContext& call);

// For calls that every secret token may make: refuses public tokens.
Result<void> refuse_public(const RequestContext& call);

} // namespace muster::dialects::ecwid

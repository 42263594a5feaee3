// Checks that the pipeline makes for every API before a handler runs.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects {

// forbidden when the principal lacks a scope of the route.
Result<void> check_scopes(const RequestContext& call, const Route& route);

// What a credential with these scopes can do through this API. A scope that the API does not have
// counts for nothing.
unsigned powers_of(const Dialect& dialect, const model::TextList& scopes);

// Whether the caller may see customers and groups through this API.
bool may_read(const Dialect& dialect, const directory::Principal& principal);

// Refuses query parameters that the route's operation does not name, and those that come twice.
Result<void> check_parameters(const RequestContext& call, const Route& route);

// Refuses text in the path or the query that is not UTF-8, once for all handlers. If a handler
// stored such text, the JSON that contains it could not be read again.
Result<void> check_utf8(const http::Request& request);

} // namespace muster::dialects

// The few answers and headers that the pipeline itself makes, for every API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects {

// The answer to OPTIONS of an API that web pages of any origin may call.
http::Response preflight(const Dialect& dialect);
// The headers of every answer of an API, errors too: when to come back, CORS, what the API itself
// adds, and what guards the answer in browsers and caches.
void add_headers(http::Response& response, const RequestContext& call, const Dialect& dialect,
                 const Error* error);
// A browser takes the answer for what its Content-Type says.
void forbid_sniffing(http::Response& response);

// What a browser, a probe or a lost client gets outside every dialect.
http::Response plain_error(int status);

} // namespace muster::dialects

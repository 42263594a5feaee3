// The few answers and headers that the pipeline itself makes, for every API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects {

// To OPTIONS, with the headers of CORS.
http::Response preflight();

// A browser takes the answer for what its Content-Type says.
void forbid_sniffing(http::Response& response);
// No cache stores the answer, unless the API has set its own Cache-Control: it may hold personal
// data.
void forbid_storing(http::Response& response);

// 429 and 503 carry Retry-After: what the error says, else what the dialect set.
void say_when(http::Response& response, const Error* error);

// What a browser, a probe or a lost client gets outside every dialect.
http::Response plain_error(int status);

} // namespace muster::dialects

// Authentication: tills log in with Basic, API clients with a token (promises 1 to 4).
#pragma once

#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// Subject of the error for a token that was valid and has expired: it is answered with 498.
inline constexpr std::string_view expired_token = "expired";

// Whether the request carries a token. If so, Basic credentials in it are ignored.
bool has_token(const http::Request& request);

// Called by the pipeline: sets the principal and the tenant of the call.
Result<void> authenticate(RequestContext& call);
// After authentication: the rate limit counts the caller, not the till that a header names.
Result<void> attribute(RequestContext& call, const Route& route);

// POST /v3/oauth/token/generate
Result<http::Response> generate_token(RequestContext& call);

} // namespace muster::dialects::capillary

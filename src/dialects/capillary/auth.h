// Who calls: tills by Basic, clients by token (promises 1 to 3).
#pragma once

#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// Subject of the error for a token that was good once.
inline constexpr std::string_view expired_token = "expired";

// The request shows a token; then nothing else counts.
bool has_token(const http::Request& request);

Result<void> authenticate(RequestContext& call);

// POST /v3/oauth/token/generate
Result<http::Response> generate_token(RequestContext& call);

} // namespace muster::dialects::capillary

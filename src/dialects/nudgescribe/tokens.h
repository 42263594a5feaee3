// Access and refresh tokens: signed texts that name a user (promises 1 to 3).
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

enum class TokenUse { access, refresh };

// The user named by the bearer token of the request. unauthenticated when the token is missing,
// expired, forged, made for the other use, or names a user that was revoked.
Result<model::Credential> user_of_token(const RequestContext& call, TokenUse use);

// "admin", "editor" or "viewer", from the scopes that the user has now.
std::string_view role_of(const model::Credential& user);

// A new pair of tokens: the answer of POST and GET /v1/auth.
Result<http::Response> token_reply(const RequestContext& call, const model::Credential& user);

} // namespace muster::dialects::nudgescribe

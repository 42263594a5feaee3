// Access and refresh tokens (spec 2.4): what they say, and whose they are.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

enum class Use { access, refresh };

// The user behind the bearer token of the request; unauthenticated for any other token.
Result<model::Credential> user_of_token(const RequestContext& call, Use use);

// "admin", "editor" or "viewer": from the user's scopes of now.
std::string_view role_of(const model::Credential& user);

// The answer of both calls of /v1/auth: a new pair of tokens.
http::Response token_reply(const RequestContext& call, const model::Credential& user);

} // namespace muster::dialects::nudgescribe

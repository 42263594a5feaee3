// Personal access tokens of this API: "<integer>|<random>".
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

// Creates a token of the user and stores only its hash. `device` is the client's name for it.
Result<std::string> make_token(const RequestContext& call, const model::Credential& user,
                               std::string_view device);

// The user of the token, as stored now. A key that an administrator made is its own user; its
// secret may have the form of a token.
// unauthenticated for unknown and revoked tokens, and for tokens of revoked users.
Result<model::Credential> user_of_token(const RequestContext& call, std::string_view token);

} // namespace muster::dialects::nuweb

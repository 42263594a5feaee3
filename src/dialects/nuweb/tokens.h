// Personal access tokens of this API: "<integer>|<random>".
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

// Makes a token of the user; only its hash is kept. `device` is what the caller named it.
Result<std::string> make_token(const RequestContext& call, const model::Credential& user,
                               std::string_view device);

// The user behind the token, as it is now. A key that no login made is a user of its own.
// unauthenticated.
Result<model::Credential> user_of_token(const RequestContext& call, std::string_view token);

} // namespace muster::dialects::nuweb

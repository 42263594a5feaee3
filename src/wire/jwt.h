// Signed tokens: JWT with HS256, and nothing else. Knows no claims but their times.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"

namespace muster::wire {

// A key of its own for each purpose ("access", "refresh" … with the dialect's name), so that a
// token made for one is nothing to another. `master` is Site::signing_key.
std::string derive_key(std::string_view master, std::string_view purpose);

// Claims must have a whole "exp" (seconds since 1970), see set_lifetime. `header` holds further
// members of the token's header ("kid"); "alg" and "typ" are ours.
std::string sign_jwt(const Json& claims, std::string_view key, const Json& header = {});

// The claims of a token that sign_jwt made with this key, not yet expired and not from the future
// (a minute of skew is fine). Always unauthenticated "token" otherwise. The token's own "alg" is
// never obeyed.
Result<Json> verify_jwt(std::string_view token, std::string_view key, Time now);

// Sets "iat" and "exp".
void set_lifetime(Json& claims, Time now, std::chrono::seconds lifetime);

} // namespace muster::wire

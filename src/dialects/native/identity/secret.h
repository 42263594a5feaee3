// The secret of a new credential: given by the client, or random.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::native {

struct SecretWish {
    std::string secret;               // empty: a random one
    std::string prefix;               // of a random secret
    std::optional<SecretForm> form{}; // none: as the clients of the API send it
};

// Takes "secret", "prefix" and "secret_form" out of the body.
Result<SecretWish> take_secret_wish(Json& body);

// Checks that the credential allows the wish, and gives the form of the secret. Credentials of a
// kind that the API does not accept can be of an earlier version: their form is free.
Result<SecretForm> check_secret_wish(const SecretWish& wish, const model::Credential& credential);

// The given secret, or the prefix with letters and digits that are derived from the seed and the
// signing key of the server. The answer stored for an Idempotency-Key holds the seed, which is
// useless without that key. So a repeated request gets the same secret, which is stored nowhere.
std::string secret_from(const RequestContext& call, const SecretWish& wish,
                        const std::string& seed);

// The hash that is stored. Slow for passwords, on purpose.
Result<std::string> hash_secret(const std::string& secret, SecretForm form,
                                model::CredentialKind kind);

// Takes "overlap_seconds" out of the body: how long a former secret counts beside a new one.
Result<std::chrono::seconds> take_overlap(Json& body);

// Marks an answer, which may be stored, as one that shows the secret.
using ShowSecret = std::function<void(http::Response& answer)>;

// Makes the secret, gives it to `save`, and shows it in the answer that `save` has marked. The
// stored answer holds the seed in place of the secret.
Result<http::Response> reply_with_secret(
    const RequestContext& call, const SecretWish& wish,
    const std::function<Result<http::Response>(const std::string& secret, const ShowSecret& show)>&
        save);

} // namespace muster::dialects::native

// The secret of a new credential: as the creator wishes it, made when none is given.
#pragma once

#include <string>

#include "dialects/dialect.h"

namespace muster::dialects::native {

enum class SecretForm {
    plain,
    md5, // some API sends the MD5 of the password: what is kept is the hash of that hex text
};

struct SecretWish {
    std::string secret; // empty: to be made
    std::string prefix; // of a secret that is made
    SecretForm form = SecretForm::plain;
};

// Takes "secret", "prefix" and "secret_form" out of the body.
Result<SecretWish> take_secret_wish(Json& body);

// Refuses wishes that do not fit the kind.
Result<void> check_secret_wish(const SecretWish& wish, model::CredentialKind kind);

// The given secret, or letters and digits behind the prefix that follow from the seed and the
// site's signing key. So a kept answer keeps the seed, which alone is worth nothing, and the
// repetition of a request gets the same secret although it is kept nowhere.
std::string secret_from(const RequestContext& call, const SecretWish& wish,
                        const std::string& seed);

// What is kept of it. Slow for passwords.
std::string hash_secret(const std::string& secret, const SecretWish& wish,
                        model::CredentialKind kind);

} // namespace muster::dialects::native

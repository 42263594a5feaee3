// Sessions of people in a browser, and the links that open one. Knows no API and no cookies.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects {

enum class SignedTokenUse {
    session,  // every request of a browser carries it
    entrance, // a link carries it, and it opens one session, once
};

struct SignedToken {
    std::string text;
    Time expires_at{};
};

// A token for this credential. It is signed and not stored: it holds the credential's id, and ends
// when the credential is revoked or gets another secret.
SignedToken make_signed_token(const Services& services, const model::Credential& credential,
                              SignedTokenUse use);

// The credential of a token that is valid now; unauthenticated otherwise.
Result<model::Credential> credential_of_token(const Services& services, std::string_view dialect,
                                              std::string_view token, SignedTokenUse use);

// Ends the token, durably: it is refused from now on. unauthenticated when it has ended before, so
// that of two callers with one token only one gets its credential.
Result<model::Credential> end_token(const Services& services, std::string_view dialect,
                                    std::string_view token, SignedTokenUse use);

} // namespace muster::dialects

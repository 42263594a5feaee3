// Signs and verifies the tokens. What has ended before its time is stored as a reply without
// content: housekeeping erases those after a day, and no token lives longer.
#include "dialects/sessions.h"

#include <array>

#include "base/text.h"
#include "model/keys.h"
#include "wire/jwt.h"

namespace muster::dialects {

namespace {

static_assert(limits::session_age <= limits::idempotency_age);
static_assert(limits::entrance_age <= limits::idempotency_age);

struct TokenRule {
    std::string_view purpose;
    std::chrono::seconds age;
};
constexpr std::array<TokenRule, 2> token_rules{
    {{"session", limits::session_age}, {"entrance", limits::entrance_age}}};

const TokenRule& rule_of(SignedTokenUse use)
{
    return token_rules.at(static_cast<std::size_t>(use));
}

std::string signing_key_of(const Services& services, SignedTokenUse use)
{
    return wire::derive_key(services.signing_key, "browser " + std::string(rule_of(use).purpose));
}

// Changes with the secret of the credential, and says nothing about it.
std::string fingerprint_of(const model::Credential& credential, const std::string& key)
{
    return to_hex(hmac_sha256(key, credential.secret_hash)).substr(0, 32);
}

muster::Failure invalid_token()
{
    return fail(Code::unauthenticated, "token", "unknown, expired or ended");
}

std::string text_claim(const Json& claims, std::string_view name)
{
    const Json* member = claims.find(name);
    const auto* text = member == nullptr ? nullptr : member->as_text();
    return text == nullptr ? std::string{} : *text;
}

struct VerifiedToken {
    model::Credential credential;
    std::string ended_key; // of the stored reply that says that it has ended
};

Result<VerifiedToken> verify(const Services& services, std::string_view dialect,
                             std::string_view token, SignedTokenUse use)
{
    const auto key = signing_key_of(services, use);
    const auto claims = TRY(wire::verify_jwt(token, key, services.directory.clock().now()));
    const auto id = parse_integer(text_claim(claims, "credential"));
    if (!id) return invalid_token();
    auto credential = TRY(services.identity.by_id(dialect, model::CredentialId{*id}));
    if (!equal_secrets(text_claim(claims, "secret"), fingerprint_of(credential, key))) {
        return invalid_token();
    }
    return VerifiedToken{std::move(credential), "ended token " + text_claim(claims, "jti")};
}

Result<void> check_not_ended(const model::Rows& rows, const VerifiedToken& token)
{
    const auto ended = model::find<model::StoredReply>(
        rows, model::stored_reply_key(model::system_tenant, token.ended_key));
    if (ended) return invalid_token();
    if (ended.error().code != Code::not_found) return fail(ended.error());
    return {};
}

} // namespace

SignedToken make_signed_token(const Services& services, const model::Credential& credential,
                              SignedTokenUse use)
{
    const auto key = signing_key_of(services, use);
    const Time now = services.directory.clock().now();
    Json claims = Json::object();
    claims.set("credential", std::to_string(credential.id.value));
    claims.set("secret", fingerprint_of(credential, key));
    claims.set("jti", random_uuid(services.directory.random()));
    wire::set_lifetime(claims, now, rule_of(use).age);
    return {wire::sign_jwt(claims, key), now + rule_of(use).age};
}

Result<model::Credential> credential_of_token(const Services& services, std::string_view dialect,
                                              std::string_view token, SignedTokenUse use)
{
    auto verified = TRY(verify(services, dialect, token, use));
    TRY(check_not_ended(services.directory.rows(), verified));
    return std::move(verified.credential);
}

Result<model::Credential> end_token(const Services& services, std::string_view dialect,
                                    std::string_view token, SignedTokenUse use)
{
    auto verified = TRY(verify(services, dialect, token, use));
    const auto principal = directory::principal_of(verified.credential);
    TRY(services.directory.write(principal, model::system_tenant,
                                 [&](directory::Transaction& transaction) -> Result<void> {
                                     TRY(check_not_ended(transaction.rows(), verified));
                                     model::StoredReply ended;
                                     ended.key = verified.ended_key;
                                     TRY(transaction.create(std::move(ended)));
                                     return {};
                                 }));
    return std::move(verified.credential);
}

} // namespace muster::dialects

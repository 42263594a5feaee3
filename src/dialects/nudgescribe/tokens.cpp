// Signs and verifies the two tokens. Each use has its own signing key, so that one token cannot be
// presented as the other.
#include "dialects/nudgescribe/tokens.h"

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/request.h"
#include "wire/jwt.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::chrono::seconds access_life = std::chrono::hours{24 * 14};
constexpr std::chrono::seconds refresh_life = std::chrono::hours{24 * 15};

std::string_view name_of_use(TokenUse use)
{
    return use == TokenUse::access ? "access" : "refresh";
}

std::string signing_key(const RequestContext& call, TokenUse use)
{
    return wire::derive_key(call.services.signing_key,
                            "nudgescribe." + std::string(name_of_use(use)));
}

muster::Failure invalid_token()
{
    return fail(Code::unauthenticated, "token", "The token is missing, invalid or expired");
}

std::string_view bearer_token(const http::Request& request)
{
    const std::string_view header = trim(request.header("authorization"));
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size()) return {};
    if (!equal_ignoring_ascii_case(header.substr(0, scheme.size()), scheme)) return {};
    return trim(header.substr(scheme.size()));
}

std::string make_token(const RequestContext& call, const model::Credential& user,
                       const std::string& account_id, TokenUse use)
{
    Json claims = Json::object();
    claims.set("user_id", std::to_string(user.id.value));
    claims.set("account_id", account_id);
    claims.set("role_code", role_of(user));
    claims.set("token_use", name_of_use(use));
    claims.set("jti", random_uuid(call.services.directory.random()));
    wire::set_lifetime(claims, call.services.directory.clock().now(),
                       use == TokenUse::access ? access_life : refresh_life);
    return wire::sign_jwt(claims, signing_key(call, use));
}

struct TokenPair {
    std::string access;
    std::string refresh;
};

constexpr auto token_pair_table = wire::record(
    {"TokenPair"},
    wire::row<&TokenPair::access>("access_token", wire::text_codec, wire::Access::read_only)
        .about("Sent as Authorization: Bearer; valid for 14 days."),
    wire::row<&TokenPair::refresh>("refresh_token", wire::text_codec, wire::Access::read_only)
        .about("Gives a new pair; valid for 15 days."),
    wire::row<[](const TokenPair&) { return std::string("Bearer"); }>(
        "token_type", wire::text_codec, wire::Access::read_only),
    wire::row<[](const TokenPair&) { return access_life.count(); }>(
        "expires_in", wire::integer_codec, wire::Access::read_only)
        .about("Seconds until the access token expires."));

} // namespace

std::string_view role_of(const model::Credential& user)
{
    const auto principal = directory::principal_of(user);
    if (principal.has_scope("delete")) return "admin";
    return principal.has_scope("write") ? "editor" : "viewer";
}

Result<model::Credential> user_of_token(const RequestContext& call, TokenUse use)
{
    const auto claims = wire::verify_jwt(bearer_token(call.request), signing_key(call, use),
                                         call.directory().clock().now());
    const Json* member = claims ? claims->find("user_id") : nullptr;
    const auto* text = member == nullptr ? nullptr : member->as_text();
    const auto id = text == nullptr ? std::nullopt : parse_integer(*text);
    if (!id) return invalid_token();
    auto user = call.services.identity.by_id(dialect_name, model::CredentialId{*id});
    if (!user && user.error().code != Code::unauthenticated) return user;
    if (!user || user->kind != model::CredentialKind::login) return invalid_token();
    return user;
}

const wire::AnyRecord& token_pair() { return token_pair_table; }

Result<http::Response> token_reply(const RequestContext& call, const model::Credential& user)
{
    const auto account = TRY(shown_account_id(call, user.account, user.tenant));
    std::string body;
    JsonWriter out(body);
    wire::write_object<TokenPair>(out, token_pair_table,
                                  {make_token(call, user, account, TokenUse::access),
                                   make_token(call, user, account, TokenUse::refresh)});
    return json_response(std::move(body));
}

} // namespace muster::dialects::nudgescribe

// Signs and reads the two tokens with keys of their own. Knows no passwords.
#include "dialects/nudgescribe/tokens.h"

#include "base/text.h"
#include "wire/jwt.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::string_view dialect = "nudgescribe";
constexpr std::chrono::seconds access_life = std::chrono::hours{24 * 14};
constexpr std::chrono::seconds refresh_life = std::chrono::hours{24 * 15};

std::string_view name_of(Use use) { return use == Use::access ? "access" : "refresh"; }

std::string key_of(const RequestContext& call, Use use)
{
    return wire::derive_key(call.services.signing_key, "nudgescribe." + std::string(name_of(use)));
}

muster::Failure refused()
{
    return fail(Code::unauthenticated, "token", "The token is missing, invalid or expired");
}

std::string_view bearer_of(const http::Request& request)
{
    const std::string_view header = trim(request.header("authorization"));
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size()) return {};
    if (!equal_ignoring_ascii_case(header.substr(0, scheme.size()), scheme)) return {};
    return trim(header.substr(scheme.size()));
}

std::string make_token(const RequestContext& call, const model::Credential& user, Use use)
{
    Json claims = Json::object();
    claims.set("user_id", std::to_string(user.id.value));
    claims.set("account_id", std::to_string(user.account.value));
    claims.set("role_code", role_of(user));
    claims.set("token_use", name_of(use));
    claims.set("jti", random_uuid(call.services.directory.random()));
    wire::set_lifetime(claims, call.services.directory.clock().now(),
                       use == Use::access ? access_life : refresh_life);
    return wire::sign_jwt(claims, key_of(call, use));
}

} // namespace

std::string_view role_of(const model::Credential& user)
{
    const auto principal = directory::principal_of(user);
    if (principal.has_scope("delete")) return "admin";
    return principal.has_scope("write") ? "editor" : "viewer";
}

Result<model::Credential> user_of_token(const RequestContext& call, Use use)
{
    const auto claims = wire::verify_jwt(bearer_of(call.request), key_of(call, use),
                                         call.directory().clock().now());
    const Json* member = claims ? claims->find("user_id") : nullptr;
    const auto* text = member == nullptr ? nullptr : member->as_text();
    const auto id = text == nullptr ? std::nullopt : parse_integer(*text);
    if (!id) return refused();
    auto user = call.services.identity.by_id(dialect, model::CredentialId{*id});
    if (!user && user.error().code != Code::unauthenticated) return user;
    if (!user || user->kind != model::CredentialKind::login) return refused();
    return user;
}

http::Response token_reply(const RequestContext& call, const model::Credential& user)
{
    std::string body;
    JsonWriter(body)
        .begin_object()
        .name("access_token")
        .text(make_token(call, user, Use::access))
        .name("refresh_token")
        .text(make_token(call, user, Use::refresh))
        .name("token_type")
        .text("Bearer")
        .name("expires_in")
        .integer(access_life.count())
        .end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::nudgescribe

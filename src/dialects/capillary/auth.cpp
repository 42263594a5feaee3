// Reads the credential of a request and looks it up in the directory. Knows no groups.
#include "dialects/capillary/auth.h"

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/settings.h"
#include "dialects/capillary/timestamps.h"
#include "dialects/login_guard.h"
#include "model/keys.h"
#include "model/vendor_numbers.h"
#include "wire/jwt.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::string_view token_headers[]{"X-CAP-API-OAUTH-TOKEN", "CAP-API-ACCESS-TOKEN"};
constexpr std::size_t md5_chars = 32;

muster::Failure unauthenticated()
{
    return fail(Code::unauthenticated, "credential", "Unauthorized");
}

bool starts_with_word(std::string_view text, std::string_view word)
{
    return text.size() > word.size() && text[word.size()] == ' ' &&
           equal_ignoring_ascii_case(text.substr(0, word.size()), word);
}

std::string_view token_of(const http::Request& request)
{
    for (const auto name : token_headers) {
        auto token = trim(request.header(name));
        if (starts_with_word(token, "Bearer")) token = trim(token.substr(7));
        if (!token.empty()) return token;
    }
    return {};
}

std::string token_key(const RequestContext& call)
{
    return wire::derive_key(call.services.signing_key, "capillary.access");
}

// The claims of a token whose signature has not been checked; null when they cannot be read.
Json unverified_claims(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (second == token.npos) return {};
    const auto text = from_base64(token.substr(first + 1, second - first - 1));
    auto claims = text ? parse_json(*text) : Result<Json>(Json{});
    return claims ? *std::move(claims) : Json{};
}

std::int64_t claim(const Json& claims, std::string_view name)
{
    const auto* member = claims.find(name);
    const auto* whole = member == nullptr ? nullptr : member->as_integer();
    return whole == nullptr ? 0 : *whole;
}

// Expired tokens get 498 and forged ones 401. To distinguish them, a token that is refused now is
// verified again for the time at which it says it was issued: an expired one is valid then.
Result<Json> verified_claims(const RequestContext& call, std::string_view token)
{
    const Time now = call.services.directory.clock().now();
    auto claims = wire::verify_jwt(token, token_key(call), now);
    if (claims) return claims;
    constexpr std::int64_t latest = 253'402'300'800; // the year 10000: std::chrono would overflow
    const auto issued = claim(unverified_claims(token), "iat");
    if (issued <= 0 || issued >= latest || Time{std::chrono::seconds(issued)} > now) {
        return unauthenticated();
    }
    claims = wire::verify_jwt(token, token_key(call), Time{std::chrono::seconds(issued)});
    if (!claims) return unauthenticated();
    const Time expiry{std::chrono::seconds(claim(*claims, "exp"))};
    return fail(Code::unauthenticated, std::string(expired_token),
                "Token expired at " + instant_text(expiry, std::chrono::minutes{0}));
}

Result<model::Credential> by_token(const RequestContext& call)
{
    const auto claims = TRY(verified_claims(call, token_of(call.request)));
    const model::CredentialId id{claim(claims, "client_id")};
    auto credential = TRY(call.services.identity.by_id(dialect_name, id));
    if (credential.kind != model::CredentialKind::client) return unauthenticated();
    if (!credential.tenant) return unauthenticated();
    const auto tenant = TRY(call.services.identity.tenant(credential.tenant));
    if (model::shown_id(tenant, dialect_name) != claim(claims, "org_id")) return unauthenticated();
    return credential;
}

Result<model::Credential> by_basic(const RequestContext& call)
{
    const auto header = call.request.header("Authorization");
    if (!starts_with_word(header, "Basic")) return unauthenticated();
    const auto pair = from_base64(trim(header.substr(6)));
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos || !is_utf8(*pair)) return unauthenticated();
    const std::string secret = lower_ascii(std::string_view(*pair).substr(colon + 1));
    if (secret.size() != md5_chars) return unauthenticated();
    const auto login = pair->substr(0, colon);
    auto credential = TRY(check_login(call, dialect_name, login, secret));
    if (credential.kind != model::CredentialKind::login) return unauthenticated();
    return credential;
}

std::string log_text(std::string_view text)
{
    constexpr std::size_t most_bytes = 100;
    text = trim(text);
    return is_utf8(text) && text.size() <= most_bytes ? std::string(text) : std::string{};
}

std::string_view till_code(const http::Request& request)
{
    const auto older = trim(request.header("X-CAP-API-ATTRIBUTION-TILL-CODE"));
    if (!older.empty()) return older;
    const auto type = trim(request.header("X-CAP-API-ATTRIBUTION-ENTITY-TYPE"));
    const bool is_till = type.empty() || equal_ignoring_ascii_case(type, "TILL") ||
                         equal_ignoring_ascii_case(type, "TILL_CODE");
    if (!is_till) return {};
    return trim(request.header("X-CAP-API-ATTRIBUTION-ENTITY-CODE"));
}

// When the attribution headers name a till of the same organisation, that till becomes the creator
// of what this call creates. All attribution also goes into the change log, as part of the
// principal's name (promise 4).
void attribute_to_till(RequestContext& call)
{
    const auto code = till_code(call.request);
    if (!code.empty() && is_utf8(code)) {
        const auto key = model::credential_login_key(dialect_name, code);
        const auto till = model::find<model::Credential>(call.rows(), key);
        if (till && till->tenant == call.tenant.id && till->kind == model::CredentialKind::login) {
            call.principal.credential = till->id;
        }
    }
    const std::string entity = log_text(call.request.header("X-CAP-API-ATTRIBUTION-ENTITY-CODE"));
    const std::string till = log_text(call.request.header("X-CAP-API-ATTRIBUTION-TILL-CODE"));
    const std::string user = log_text(call.request.header("USER-CONTEXT-ENTITY-ID"));
    for (const auto& named : {entity, till, user}) {
        if (!named.empty()) call.principal.name += " for " + named;
    }
}

// Empty when the member is absent or no text: the token call refuses both in the same words.
std::string_view secret_member(const Json& body, std::string_view name)
{
    const auto* found = member(body, name);
    const auto* text = found == nullptr ? nullptr : found->as_text();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

http::Response token_refusal()
{
    return json_response(R"({"data":null,"errors":[{"code":320001,)"
                         R"("message":"Invalid client key and secret"}]})");
}

std::string make_token(const RequestContext& call, const model::Credential& client,
                       const model::Tenant& tenant, std::chrono::seconds lifetime)
{
    Json claims = Json::object();
    claims.set("iss", "Capillary");
    claims.set("sub", client.login);
    claims.set("jti", random_uuid(call.services.directory.random()));
    claims.set("client_id", client.id.value);
    claims.set("org_id", model::shown_id(tenant, dialect_name));
    claims.set("token_use", "token_access");
    wire::set_lifetime(claims, call.services.directory.clock().now(), lifetime);
    Json header = Json::object();
    header.set("kid", "k1");
    return wire::sign_jwt(claims, token_key(call), header);
}

} // namespace

bool has_token(const http::Request& request) { return !token_of(request).empty(); }

Result<void> authenticate(RequestContext& call)
{
    const auto credential = TRY(has_token(call.request) ? by_token(call) : by_basic(call));
    // This API has no header that names the organisation, so the credential must be bound to one.
    if (!credential.tenant) return unauthenticated();
    call.principal = directory::principal_of(credential);
    call.tenant = TRY(call.services.identity.tenant(credential.tenant));
    return {};
}

Result<void> attribute(RequestContext& call, const Route& route)
{
    const bool is_known = (route.flags & Flag::open) == 0;
    if (is_known) attribute_to_till(call);
    return {};
}

Result<http::Response> generate_token(RequestContext& call)
{
    const auto body = TRY(read_body(call));
    const auto key = body ? secret_member(*body, "key") : std::string_view{};
    const auto secret = body ? secret_member(*body, "secret") : std::string_view{};
    if (key.empty() || secret.empty()) return token_refusal();
    const auto client = check_login(call, dialect_name, key, secret);
    if (!client && client.error().code != Code::unauthenticated) return fail(client.error());
    if (!client || client->kind != model::CredentialKind::client || !client->tenant) {
        return token_refusal();
    }
    const auto tenant = TRY(call.services.identity.tenant(client->tenant));
    const auto lifetime = settings_of(tenant).token_lifetime;
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("data").begin_object();
    out.name("accessToken").text(make_token(call, *client, tenant, lifetime));
    out.name("ttlSeconds").integer(lifetime.count()).end_object();
    out.name("errors").null().end_object();
    return json_response(std::move(answer));
}

} // namespace muster::dialects::capillary

// Signs and checks tokens. Knows no claims but their times.
#include "wire/jwt.h"

#include <array>
#include <optional>

#include "base/limits.h"
#include "base/secrets.h"
#include "base/text.h"

namespace muster::wire {

namespace {

constexpr std::int64_t skew_seconds = 60;

std::int64_t seconds_of(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

muster::Failure refused(const std::string& detail)
{
    return fail(Code::unauthenticated, "token", "the token is invalid or has expired", detail);
}

struct Pieces {
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signed_text;
};

std::optional<Pieces> split_token(std::string_view token)
{
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    return Pieces{token.substr(0, first), token.substr(first + 1, second - first - 1),
                  token.substr(second + 1), token.substr(0, second)};
}

const std::int64_t* seconds_claim(const Json& claims, std::string_view name)
{
    const Json* claim = claims.find(name);
    return claim == nullptr ? nullptr : claim->as_integer();
}

} // namespace

std::string derive_key(std::string_view master, std::string_view purpose)
{
    return hmac_sha256(master, purpose);
}

std::string sign_jwt(const Json& claims, std::string_view key, const Json& header)
{
    Json whole = Json::object();
    whole.set("alg", "HS256");
    whole.set("typ", "JWT");
    if (const auto* more = header.as_object()) {
        for (const auto& member : *more) {
            if (whole.find(member.name) == nullptr) whole.set(member.name, member.value);
        }
    }
    std::string token = to_base64url(whole.text()) + "." + to_base64url(claims.text());
    return token + "." + to_base64url(hmac_sha256(key, token));
}

Result<Json> verify_jwt(std::string_view token, std::string_view key, Time now)
{
    if (token.size() > limits::token_bytes) return refused("too long");
    const auto pieces = split_token(token);
    if (!pieces) return refused("not three parts");
    // Compared as text: decoding would let one signature be spelt in several ways.
    if (!equal_secrets(pieces->signature, to_base64url(hmac_sha256(key, pieces->signed_text)))) {
        return refused("wrong signature");
    }
    const auto text = from_base64(pieces->claims);
    if (!text) return refused("claims are not base64");
    auto claims = parse_json(*text);
    if (!claims || !claims->is_object()) return refused("claims are not a JSON object");
    const std::int64_t* expires = seconds_claim(*claims, "exp");
    if (expires == nullptr || *expires <= seconds_of(now)) return refused("expired");
    const std::int64_t* issued = seconds_claim(*claims, "iat");
    if (issued != nullptr && *issued > seconds_of(now) + skew_seconds) {
        return refused("issued in the future");
    }
    return claims;
}

void set_lifetime(Json& claims, Time now, std::chrono::seconds lifetime)
{
    claims.set("iat", seconds_of(now));
    claims.set("exp", seconds_of(now) + lifetime.count());
}

} // namespace muster::wire

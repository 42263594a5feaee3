// Our tokens are accepted until they expire; all others are refused with the same error.
#include <gtest/gtest.h>

#include "base/secrets.h"
#include "base/text.h"
#include "wire/jwt.h"

namespace muster::wire {
namespace {

using namespace std::chrono_literals;

constexpr Time now{std::chrono::seconds(1'770'109'200)};
const std::string key(32, 'k');

std::string token_for(std::chrono::seconds lifetime, std::string_view with = key)
{
    Json claims;
    claims.set("user_id", 7);
    set_lifetime(claims, now, lifetime);
    return sign_jwt(claims, with);
}

Code refusal_of(std::string_view token, Time at = now)
{
    const auto claims = verify_jwt(token, key, at);
    return claims ? Code::internal : claims.error().code;
}

TEST(Jwt, returns_the_claims_until_the_token_expires)
{
    const std::string token = token_for(300s);
    const auto claims = verify_jwt(token, key, now + 299s);
    ASSERT_TRUE(claims);
    EXPECT_EQ(*claims->find("user_id"), Json(7));
    EXPECT_EQ(*claims->find("iat"), Json(std::int64_t{1'770'109'200}));
    EXPECT_EQ(refusal_of(token, now + 300s), Code::unauthenticated);
}

TEST(Jwt, equals_what_other_tools_make)
{
    Json claims;
    claims.set("exp", 1);
    EXPECT_EQ(sign_jwt(claims, "secret"), "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjF9."
                                          "8onrqJhmsoas7S-2eOXSmQe1UZfbsK0zZyIw7ik8gZE");
}

TEST(Jwt, refuses_other_keys_changed_claims_and_foreign_algorithms)
{
    EXPECT_EQ(refusal_of(token_for(300s, "another key")), Code::unauthenticated);
    EXPECT_EQ(refusal_of(token_for(300s, derive_key(key, "refresh"))), Code::unauthenticated);
    std::string token = token_for(300s);
    token[token.find('.') + 3] ^= 1;
    EXPECT_EQ(refusal_of(token), Code::unauthenticated);

    const std::string claims = to_base64url(R"({"exp":99999999999})");
    const std::string unsigned_token = to_base64url(R"({"alg":"none"})") + "." + claims + ".";
    EXPECT_EQ(refusal_of(unsigned_token), Code::unauthenticated);
}

TEST(Jwt, refuses_claims_without_expiry_or_from_the_future)
{
    Json endless;
    endless.set("user_id", 7);
    EXPECT_EQ(refusal_of(sign_jwt(endless, key)), Code::unauthenticated);
    endless.set("exp", "9999999999");
    EXPECT_EQ(refusal_of(sign_jwt(endless, key)), Code::unauthenticated);
    EXPECT_EQ(refusal_of(token_for(3600s), now - 10min), Code::unauthenticated);
    EXPECT_TRUE(verify_jwt(token_for(3600s), key, now - 30s)); // clocks differ a little
    EXPECT_EQ(refusal_of(sign_jwt(Json(Json::Array{}), key)), Code::unauthenticated);
}

TEST(Jwt, refuses_garbage_of_any_size)
{
    for (const std::string token : {"", ".", "..", "a.b.c", "...."}) {
        EXPECT_EQ(refusal_of(token), Code::unauthenticated) << token;
    }
    EXPECT_EQ(refusal_of(std::string(1'000'000, 'a')), Code::unauthenticated);
    EXPECT_EQ(refusal_of(token_for(300s) + "="), Code::unauthenticated);
}

TEST(Jwt, carries_further_header_members_but_never_another_algorithm)
{
    Json header;
    header.set("kid", "k1");
    header.set("alg", "none");
    Json claims;
    set_lifetime(claims, now, 60s);
    const std::string token = sign_jwt(claims, key, header);
    const auto head = from_base64(token.substr(0, token.find('.')));
    EXPECT_EQ(head, R"({"alg":"HS256","typ":"JWT","kid":"k1"})");
    EXPECT_TRUE(verify_jwt(token, key, now));
}

} // namespace
} // namespace muster::wire

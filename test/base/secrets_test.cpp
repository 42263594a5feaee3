// Hashes and signatures equal published test vectors; tokens have the right form.
#include <gtest/gtest.h>

#include "base/secrets.h"
#include "base/text.h"

namespace muster {
namespace {

class CountingRandom final : public Random {
public:
    explicit CountingRandom(unsigned char first) : next_(first) {}
    std::string bytes(std::size_t count) override
    {
        std::string bytes;
        for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(next_++);
        return bytes;
    }

private:
    unsigned char next_;
};

TEST(Secrets, sha256_gives_the_vectors_of_fips_180)
{
    EXPECT_EQ(to_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Secrets, md5_gives_the_vectors_of_rfc_1321)
{
    EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(md5_hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Secrets, hmac_gives_the_vectors_of_rfc_4231)
{
    EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

bool verifies(std::string_view hash, std::string_view password)
{
    return verify_password(hash, password).value();
}

TEST(Secrets, a_published_argon2id_hash_is_verified)
{
    const std::string hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                             "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    EXPECT_TRUE(verifies(hash, "password"));
    EXPECT_FALSE(verifies(hash, "Password"));
    EXPECT_FALSE(verifies(hash, ""));
}

TEST(Secrets, a_password_is_verified_by_its_own_hash_only)
{
    const std::string hash = hash_password("s\xc3\xa9same").value();
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_TRUE(verifies(hash, "s\xc3\xa9same"));
    EXPECT_FALSE(verifies(hash, "sesame"));
    EXPECT_NE(hash, hash_password("s\xc3\xa9same").value()) << "salted";
}

TEST(Secrets, an_invalid_hash_verifies_no_password)
{
    for (const auto* bad : {"", "password", "$argon2id$", "$argon2id$v=19$m=65536,t=2,p=1$$"}) {
        EXPECT_FALSE(verifies(bad, "password")) << bad;
    }
    EXPECT_FALSE(verifies(std::string(500, '$'), "password"));
}

// A hash that takes 4 TiB: no machine has them for us.
TEST(Secrets, lost_memory_is_no_wrong_password)
{
    const std::string hash = "$argon2id$v=19$m=4294967295,t=1,p=1$AEJxcOUlMcYHnu40qdaUkA$"
                             "cU8he04KLEm+trTxy5qWTGo113IayM+Cmqq1myiGlCg";
    EXPECT_THROW(static_cast<void>(verify_password(hash, "password")), std::bad_alloc);
}

TEST(Secrets, are_compared_completely)
{
    EXPECT_TRUE(equal_secrets("abc", "abc"));
    EXPECT_TRUE(equal_secrets("", ""));
    EXPECT_FALSE(equal_secrets("abc", "abd"));
    EXPECT_FALSE(equal_secrets("abc", "abcd"));
    EXPECT_FALSE(equal_secrets("abc", ""));
}

TEST(Secrets, tokens_use_letters_and_digits_uniformly)
{
    CountingRandom random(248); // 248 to 255 are passed over: they would favour some letters
    EXPECT_EQ(random_token(random, 3), "ABC");
    SystemRandom system;
    const std::string token = random_token(system, 43);
    EXPECT_EQ(token.size(), 43U);
    for (const char c : token) EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)));
    EXPECT_NE(token, random_token(system, 43));
    EXPECT_EQ(random_token(system, 0), "");
}

TEST(Secrets, uuids_have_version_4)
{
    CountingRandom random(0);
    EXPECT_EQ(random_uuid(random), "00010203-0405-4607-8809-0a0b0c0d0e0f");
    CountingRandom ones(240);
    EXPECT_EQ(random_uuid(ones), "f0f1f2f3-f4f5-46f7-b8f9-fafbfcfdfeff");
}

} // namespace
} // namespace muster

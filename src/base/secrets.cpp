// The only file that calls libsodium and OpenSSL for hashes. Knows no credentials.
#include "base/secrets.h"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/text.h"

namespace muster {

namespace {

void start_sodium()
{
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium cannot find a source of randomness");
}

std::string digest(const EVP_MD* method, std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> buffer{};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), buffer.data(), &size, method, nullptr);
    return {reinterpret_cast<char*>(buffer.data()), size};
}

} // namespace

std::string SystemRandom::bytes(std::size_t count)
{
    start_sodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token(Random& random, std::size_t chars)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string token;
    while (token.size() < chars) {
        for (const char byte : random.bytes(chars)) {
            const auto value = static_cast<unsigned char>(byte);
            // 248 is the largest multiple of 62 that fits a byte. Larger values are skipped,
            // because the first letters would occur more often than the others.
            if (value < 248 && token.size() < chars) token += alphabet[value % alphabet.size()];
        }
    }
    return token;
}

std::string random_uuid(Random& random)
{
    std::string bytes = random.bytes(16);
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
    std::string text = to_hex(bytes);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
    return text;
}

std::string sha256(std::string_view bytes) { return digest(EVP_sha256(), bytes); }

std::string md5_hex(std::string_view bytes) { return to_hex(digest(EVP_md5(), bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view message)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> buffer{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), buffer.data(),
         &size);
    return {reinterpret_cast<char*>(buffer.data()), size};
}

bool equal_secrets(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password)
{
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int failed = crypto_pwhash_str_alg(
        hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
        crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc();
    return hash.data();
}

bool verify_password(std::string_view hash, std::string_view password)
{
    start_sodium();
    const std::string text(hash);
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

} // namespace muster

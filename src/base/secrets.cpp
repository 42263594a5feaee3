// The only file that calls libsodium and OpenSSL for hashes. Knows no credentials.
#include "base/secrets.h"

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/hashing_gate.h"
#include "base/limits.h"
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

// One for the process, because its memory and its cores are what the gate protects.
HashingGate& password_gate()
{
    static HashingGate gate(std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1,
                                                    limits::password_hashes),
                            limits::password_queue);
    return gate;
}

// "$argon2id$v=19$m=65536,t=2,p=1$SALT$HASH", as hash_password() writes it.
struct Argon2idHash {
    unsigned long long memory_kib = 0;
    unsigned long long passes = 0;
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 32> hash{};
};

template <std::size_t size>
bool decode_exactly(std::string_view base64, std::array<unsigned char, size>& bytes)
{
    std::size_t count = 0;
    return sodium_base642bin(bytes.data(), size, base64.data(), base64.size(), nullptr, &count,
                             nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
           count == size;
}

std::optional<Argon2idHash> parse_argon2id(std::string_view text)
{
    const auto parts = split(text, '$');
    if (parts.size() != 6 || parts[1] != "argon2id" || parts[2] != "v=19") return std::nullopt;
    const auto numbers = split(parts[3], ',');
    if (numbers.size() != 3 || !numbers[0].starts_with("m=") || !numbers[1].starts_with("t=") ||
        numbers[2] != "p=1") {
        return std::nullopt;
    }
    const auto memory = parse_integer(numbers[0].substr(2));
    const auto passes = parse_integer(numbers[1].substr(2));
    constexpr std::int64_t most = 0xffff'ffff; // of the format
    if (!memory || *memory < 8 || *memory > most) return std::nullopt;
    if (!passes || *passes < 1 || *passes > most) return std::nullopt;
    Argon2idHash hash{static_cast<unsigned long long>(*memory),
                      static_cast<unsigned long long>(*passes)};
    if (!decode_exactly(parts[4], hash.salt) || !decode_exactly(parts[5], hash.hash))
        return std::nullopt;
    return hash;
}

// Computes the hash itself: crypto_pwhash_str_verify() gives the same answer for a wrong password
// and for lost memory.
bool computes_to(const Argon2idHash& stored, std::string_view password)
{
    std::array<unsigned char, 32> computed{};
    const int failed = crypto_pwhash(computed.data(), computed.size(), password.data(),
                                     password.size(), stored.salt.data(), stored.passes,
                                     stored.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc();
    return sodium_memcmp(computed.data(), stored.hash.data(), computed.size()) == 0;
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

Result<std::string> hash_password(std::string_view password)
{
    start_sodium();
    const auto pass = TRY(password_gate().enter());
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int failed = crypto_pwhash_str_alg(
        hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
        crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc();
    return std::string(hash.data());
}

Result<bool> verify_password(std::string_view hash, std::string_view password)
{
    start_sodium();
    const auto pass = TRY(password_gate().enter());
    if (const auto parts = parse_argon2id(hash)) return computes_to(*parts, password);
    const std::string text(hash);
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

} // namespace muster

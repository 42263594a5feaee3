// Randomness, hashes, signatures and passwords: a thin face over libsodium and OpenSSL.
// Keys are stored as SHA-256, passwords as Argon2id.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster {

// Passed in, so that tests repeat exactly. Thread-safe.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;
};

// Letters and digits, about 5.95 bits each: 43 of them carry 256 bits.
std::string random_token(Random& random, std::size_t chars);
// Lower-case UUID, version 4.
std::string random_uuid(Random& random);

std::string sha256(std::string_view bytes);  // 32 raw bytes
std::string md5_hex(std::string_view bytes); // where a vendor demands it
std::string hmac_sha256(std::string_view key, std::string_view message); // 32 raw bytes

// Compares in constant time for equal lengths.
bool equal_secrets(std::string_view a, std::string_view b);

// Argon2id at libsodium's interactive limits (64 MiB, tens of milliseconds): never on the thread
// that commits.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

} // namespace muster

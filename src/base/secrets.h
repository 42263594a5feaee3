// Random bytes, hashes, signatures and passwords, by libsodium and OpenSSL. Keys are stored as
// SHA-256: they are random, so a slow hash adds nothing. Passwords are stored as Argon2id.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace muster {

// It is passed in, so that tests can repeat its results. Thread-safe.
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

// The time of the comparison does not depend on the contents, only on the lengths.
bool equal_secrets(std::string_view a, std::string_view b);

// Argon2id with libsodium's interactive limits: takes 64 MiB and tens of milliseconds. So it must
// not be called inside a write. Few threads compute at the same time (hashing_gate.h); the others
// wait. unavailable when too many wait already. Throws std::bad_alloc when there is not enough
// memory: that must not look like a wrong password.
Result<std::string> hash_password(std::string_view password);
Result<bool> verify_password(std::string_view hash, std::string_view password);

} // namespace muster

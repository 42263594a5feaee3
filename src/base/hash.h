// The hash function of dictionaries, of snapshot frames and of database pages. They are stored in
// files, so the function must never change. It is not cryptographic: a client that sends texts with
// equal hashes slows down only its own tenant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace muster {

namespace hash_details {

inline std::uint64_t load(const char* bytes)
{
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

} // namespace hash_details

inline std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = 0)
{
    using hash_details::load;
    using hash_details::mix;
    // Odd constants with about as many one bits as zero bits.
    constexpr std::uint64_t a = 0x9e3779b97f4a7c15;
    constexpr std::uint64_t b = 0xd1342543de82ef95;
    constexpr std::uint64_t c = 0xa0761d6478bd642f;
    constexpr std::uint64_t d = 0xe7037ed1a0b428db;
    std::uint64_t one = seed ^ a;
    std::uint64_t two = seed ^ b;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 32; left -= 32, at += 32) {
        one = mix(load(at) ^ a, load(at + 8) ^ one);
        two = mix(load(at + 16) ^ c, load(at + 24) ^ two);
    }
    for (; left >= 8; left -= 8, at += 8) one = mix(load(at) ^ b, one ^ c);
    std::uint64_t rest = 0;
    if (left > 0) std::memcpy(&rest, at, left);
    return mix(mix(rest ^ a, one ^ bytes.size()) ^ c, two ^ d);
}

} // namespace muster

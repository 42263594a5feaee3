// One bit for each of the 65,536 customers of a chunk. Conditions are evaluated chunk by chunk;
// each removes rows from a mask. A mask has 8 KB, so that several fit the first-level cache.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace muster::index {

inline constexpr unsigned chunk_bits = 16;
inline constexpr std::size_t chunk_rows = std::size_t{1} << chunk_bits;
inline constexpr std::size_t word_rows = 64;
inline constexpr std::size_t chunk_words = chunk_rows / word_rows;

// The id of a customer gives its chunk and its row in it. Ids start at 1: row 0 of the first chunk
// is never used.
inline std::size_t chunk_of(std::int64_t id) { return static_cast<std::size_t>(id) >> chunk_bits; }
inline std::size_t row_of(std::int64_t id)
{
    return static_cast<std::size_t>(id) & (chunk_rows - 1);
}
inline std::int64_t id_of(std::size_t chunk, std::size_t row)
{
    return static_cast<std::int64_t>(chunk << chunk_bits | row);
}

inline std::uint64_t bit_of(std::size_t row) { return std::uint64_t{1} << (row % word_rows); }

struct Mask {
    alignas(64) std::array<std::uint64_t, chunk_words> words;

    void fill(bool value) { words.fill(value ? ~std::uint64_t{0} : 0); }
    bool has(std::size_t row) const { return (words[row / word_rows] & bit_of(row)) != 0; }
    bool is_empty() const;
    std::size_t count() const;
    void intersect(const Mask& other); // and
    void subtract(const Mask& other);  // and not
    void unite(const Mask& other);     // or
    // Removes the rows before this one.
    void drop_before(std::size_t row);
    // Removes this row and those after it.
    void drop_from(std::size_t row);
};

std::size_t count_of_both(const Mask& a, const Mask& b);

// Calls act(row) for each row of the mask, lowest first, until it returns false.
template <class Act>
void each_row(const Mask& mask, Act act)
{
    for (std::size_t w = 0; w < chunk_words; ++w) {
        for (std::uint64_t rest = mask.words[w]; rest != 0; rest &= rest - 1) {
            if (!act(w * word_rows + static_cast<std::size_t>(std::countr_zero(rest)))) return;
        }
    }
}

// The same with the highest row first.
template <class Act>
void each_row_backwards(const Mask& mask, Act act)
{
    for (std::size_t w = chunk_words; w-- > 0;) {
        for (std::uint64_t rest = mask.words[w]; rest != 0;) {
            const auto bit = word_rows - 1 - static_cast<std::size_t>(std::countl_zero(rest));
            if (!act(w * word_rows + bit)) return;
            rest ^= std::uint64_t{1} << bit;
        }
    }
}

} // namespace muster::index

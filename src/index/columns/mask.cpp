#include "index/columns/mask.h"

#include "index/columns/processor.h"

namespace muster::index {

namespace {

template <class Word>
[[gnu::always_inline]] inline std::size_t count_words(Word word)
{
    std::size_t count = 0;
    for (std::size_t w = 0; w < chunk_words; ++w) {
        count += static_cast<std::size_t>(std::popcount(word(w)));
    }
    return count;
}

MUSTER_TARGET("avx2,popcnt") std::size_t fast_count(const Mask& a, const Mask& b)
{
    return count_words([&](std::size_t w) { return a.words[w] & b.words[w]; });
}

} // namespace

bool Mask::is_empty() const
{
    // Tests 32 words at a time: the inner loop is vectorised, and most masks with rows end early.
    constexpr std::size_t stride = 32;
    for (std::size_t from = 0; from < chunk_words; from += stride) {
        std::uint64_t any = 0;
        for (std::size_t w = from; w < from + stride; ++w) any |= words[w];
        if (any != 0) return false;
    }
    return true;
}

std::size_t Mask::count() const { return count_of_both(*this, *this); }

std::size_t count_of_both(const Mask& a, const Mask& b)
{
    if (has_avx2()) return fast_count(a, b);
    return count_words([&](std::size_t w) { return a.words[w] & b.words[w]; });
}

void Mask::intersect(const Mask& other)
{
    for (std::size_t w = 0; w < chunk_words; ++w) words[w] &= other.words[w];
}

void Mask::subtract(const Mask& other)
{
    for (std::size_t w = 0; w < chunk_words; ++w) words[w] &= ~other.words[w];
}

void Mask::unite(const Mask& other)
{
    for (std::size_t w = 0; w < chunk_words; ++w) words[w] |= other.words[w];
}

void Mask::drop_before(std::size_t row)
{
    for (std::size_t w = 0; w < row / word_rows; ++w) words[w] = 0;
    if (row < chunk_rows) words[row / word_rows] &= ~(bit_of(row) - 1);
}

void Mask::drop_from(std::size_t row)
{
    if (row >= chunk_rows) return;
    words[row / word_rows] &= bit_of(row) - 1;
    for (std::size_t w = row / word_rows + 1; w < chunk_words; ++w) words[w] = 0;
}

} // namespace muster::index

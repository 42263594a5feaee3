// One loop for all cell widths, compiled twice: portable, and for processors with AVX2.
#include "index/columns/scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "index/columns/processor.h"

#if MUSTER_X86
#include <immintrin.h>
#endif

namespace muster::index {

namespace {

// One pass per range up to here; with more ranges a binary search per row is faster.
constexpr std::size_t most_passes = 8;

using Hits = std::array<std::uint8_t, word_rows>; // 1: the cell lies in the range

struct PackPortably {
    // The multiplication moves the low bit of each of the eight bytes into the highest byte.
    static std::uint64_t pack(const Hits& hits)
    {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < word_rows; i += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, hits.data() + i, sizeof eight);
            word |= (eight * 0x0102040810204080U >> 56U) << i;
        }
        return word;
    }
};

#if MUSTER_X86
struct PackByAvx2 {
    MUSTER_TARGET("avx2,popcnt") static std::uint64_t pack(const Hits& hits)
    {
        const auto half = [&](std::size_t from) MUSTER_TARGET("avx2,popcnt") {
            const auto* place = reinterpret_cast<const __m256i*>(hits.data() + from);
            const __m256i bytes = _mm256_loadu_si256(place);
            const __m256i inside = _mm256_cmpgt_epi8(bytes, _mm256_setzero_si256());
            return static_cast<std::uint32_t>(_mm256_movemask_epi8(inside));
        };
        return std::uint64_t{half(32)} << 32U | half(0);
    }
};
#endif

template <class T, class Pack>
[[gnu::always_inline]] inline std::uint64_t inside(const T* cells, const PackedRange& range)
{
    const T low = static_cast<T>(range.low);
    const T span = static_cast<T>(range.span);
    Hits hits;
    for (std::size_t i = 0; i < word_rows; ++i) {
        hits[i] = static_cast<T>(cells[i] - low) <= span ? 1 : 0;
    }
    return Pack::pack(hits);
}

template <class T>
bool is_inside(T cell, std::span<const PackedRange> ranges)
{
    const auto after = std::upper_bound(
        ranges.begin(), ranges.end(), std::uint64_t{cell},
        [](std::uint64_t value, const PackedRange& range) { return value < range.low; });
    return after != ranges.begin() && cell - std::prev(after)->low <= std::prev(after)->span;
}

template <class T>
std::uint64_t inside_many(const T* cells, std::span<const PackedRange> ranges, std::uint64_t wanted)
{
    std::uint64_t word = 0;
    for (; wanted != 0; wanted &= wanted - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(wanted));
        if (is_inside(cells[i], ranges)) word |= bit_of(i);
    }
    return word;
}

template <class T, class Pack>
[[gnu::always_inline]] inline void
scan(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted, Mask& mask)
{
    const T* begin = reinterpret_cast<const T*>(cells.begin);
    const std::uint64_t flip = inverted ? ~std::uint64_t{0} : 0;
    for (std::size_t w = 0; w < cells.words; ++w) {
        const std::uint64_t wanted = mask.words[w];
        if (wanted == 0) continue;
        std::uint64_t hits = 0;
        if (ranges.size() > most_passes) {
            hits = inside_many(begin + w * word_rows, ranges, wanted);
        } else {
            for (const auto& range : ranges) {
                hits |= inside<T, Pack>(begin + w * word_rows, range);
            }
        }
        if (cells.known != nullptr) hits &= cells.known[w];
        mask.words[w] = wanted & (hits ^ flip);
    }
}

template <class Pack>
[[gnu::always_inline]] inline void
scan_any(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted, Mask& mask)
{
    switch (cells.width) {
    case CellWidth::none:
    case CellWidth::bit: return;
    case CellWidth::one: return scan<std::uint8_t, Pack>(cells, ranges, inverted, mask);
    case CellWidth::two: return scan<std::uint16_t, Pack>(cells, ranges, inverted, mask);
    case CellWidth::four: return scan<std::uint32_t, Pack>(cells, ranges, inverted, mask);
    case CellWidth::eight: return scan<std::uint64_t, Pack>(cells, ranges, inverted, mask);
    }
}

void scan_portably(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
                   Mask& mask)
{
    scan_any<PackPortably>(cells, ranges, inverted, mask);
}

#if MUSTER_X86
MUSTER_TARGET("avx2,popcnt")
void scan_by_avx2(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
                  Mask& mask)
{
    scan_any<PackByAvx2>(cells, ranges, inverted, mask);
}
#endif

// Cells of one bit or of none have only two values: compares each of them with the ranges once.
void scan_bits(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
               Mask& mask)
{
    const auto all_if = [](bool value) { return value ? ~std::uint64_t{0} : 0; };
    const std::uint64_t zeros = all_if(is_inside(std::uint8_t{0}, ranges));
    const std::uint64_t ones = all_if(is_inside(std::uint8_t{1}, ranges));
    for (std::size_t w = 0; w < cells.words; ++w) {
        std::uint64_t bits = 0;
        if (cells.width == CellWidth::bit) {
            std::memcpy(&bits, cells.begin + w * sizeof bits, sizeof bits);
        }
        std::uint64_t hits = (bits & ones) | (~bits & zeros);
        if (cells.known != nullptr) hits &= cells.known[w];
        mask.words[w] &= hits ^ all_if(inverted);
    }
}

} // namespace

void filter_by_ranges(const PackedCells& cells, std::span<const PackedRange> ranges, bool inverted,
                      Mask& mask)
{
    if (!inverted) mask.drop_from(cells.words * word_rows);
    if (cells.width <= CellWidth::bit) return scan_bits(cells, ranges, inverted, mask);
#if MUSTER_X86
    if (has_avx2()) return scan_by_avx2(cells, ranges, inverted, mask);
#endif
    scan_portably(cells, ranges, inverted, mask);
}

} // namespace muster::index

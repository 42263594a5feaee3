// Compares the first and the last byte of the piece with 32 positions at once. Only where both are
// equal is the whole piece compared.
#include "index/columns/search.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "index/columns/processor.h"

#if MUSTER_X86
#include <immintrin.h>
#endif

namespace muster::index {

namespace {

#if MUSTER_X86
MUSTER_TARGET("avx2")
std::size_t find_by_avx2(std::string_view bytes, std::string_view piece, std::size_t from)
{
    constexpr std::size_t stride = 32;
    const __m256i first = _mm256_set1_epi8(piece.front());
    const __m256i last = _mm256_set1_epi8(piece.back());
    std::size_t at = from;
    for (; at + piece.size() - 1 + stride <= bytes.size(); at += stride) {
        const char* begin = bytes.data() + at;
        const char* end = begin + piece.size() - 1;
        const __m256i begins =
            _mm256_cmpeq_epi8(first, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(begin)));
        const __m256i ends =
            _mm256_cmpeq_epi8(last, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(end)));
        auto both =
            static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_and_si256(begins, ends)));
        for (; both != 0; both &= both - 1) {
            const auto place = at + static_cast<std::size_t>(std::countr_zero(both));
            if (std::memcmp(bytes.data() + place, piece.data(), piece.size()) == 0) return place;
        }
    }
    return bytes.find(piece, at);
}
#endif

} // namespace

std::size_t find_piece(std::string_view bytes, std::string_view piece, std::size_t from)
{
#if MUSTER_X86
    if (has_avx2()) return find_by_avx2(bytes, piece, from);
#endif
    return bytes.find(piece, from);
}

} // namespace muster::index

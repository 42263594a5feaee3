// A pattern is split at % into pieces. The first piece must match at the beginning of the text, the
// last at its end, and each other piece at its first match after the piece before it. That is
// enough: a later match could only leave less text for the next pieces. Knows no rules.
#include "rule/like.h"

#include <cstdint>
#include <map>
#include <vector>

namespace muster::rule {

namespace {

constexpr std::size_t nowhere = std::string_view::npos;

// Whether the byte continues a code point of UTF-8.
bool is_inside_char(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t next_char(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && is_inside_char(text[at])) ++at;
    return at;
}

// The position of the literal character at `at`: behind the backslash, when there is one.
std::size_t literal_at(std::string_view piece, std::size_t at)
{
    return piece[at] == '\\' && at + 1 < piece.size() ? at + 1 : at;
}

// Whether the piece has no special characters, so that it can be searched as a plain text.
bool is_plain(std::string_view piece) { return piece.find_first_of("_\\") == nowhere; }

// Matches the piece at this position of the text: returns where the match ends, or nowhere. Adds
// the number of comparisons to `steps`.
std::size_t match_at(std::string_view text, std::size_t at, std::string_view piece,
                     std::size_t& steps)
{
    for (std::size_t p = 0; p < piece.size(); ++steps) {
        if (at >= text.size()) return nowhere;
        if (piece[p] == '_') {
            at = next_char(text, at);
            ++p;
            continue;
        }
        p = literal_at(piece, p);
        if (piece[p++] != text[at++]) return nowhere;
    }
    return at;
}

// Searches a piece in one pass over the text, by the Shift-And algorithm: bit i of the state says
// whether the first i + 1 characters of the piece match just before the current position. The time
// does not depend on how the piece repeats itself.
class ShiftAndSearch {
public:
    explicit ShiftAndSearch(std::string_view piece)
    {
        for (std::size_t p = 0; p < piece.size(); ++size_) {
            const bool is_any = piece[p] == '_';
            const std::size_t begin = is_any ? p : literal_at(piece, p);
            p = next_char(piece, begin);
            chars_.push_back(is_any ? std::string_view{} : piece.substr(begin, p - begin));
        }
        words_ = (size_ + word_bits - 1) / word_bits;
        for (const auto one : chars_) {
            if (!one.empty() && !masks_.contains(one)) masks_.emplace(one, make_mask(one));
        }
        any_ = make_mask({});
    }

    std::size_t end_of_first(std::string_view text, std::size_t from) const
    {
        Mask met(words_);
        while (from < text.size()) {
            const std::size_t end = next_char(text, from);
            const auto found = masks_.find(text.substr(from, end - from));
            const Mask& mask = found == masks_.end() ? any_ : found->second;
            std::uint64_t carry = 1;
            for (std::size_t w = 0; w < words_; ++w) {
                const std::uint64_t next = met[w] >> (word_bits - 1);
                met[w] = (met[w] << 1U | carry) & mask[w];
                carry = next;
            }
            from = end;
            const std::size_t last = size_ - 1;
            if ((met[last / word_bits] >> (last % word_bits) & 1U) != 0) return from;
        }
        return nowhere;
    }

private:
    using Mask = std::vector<std::uint64_t>;
    static constexpr std::size_t word_bits = 64;

    // One bit for each position of the piece that matches the character: the same character or _.
    Mask make_mask(std::string_view wanted) const
    {
        Mask mask(words_);
        for (std::size_t i = 0; i < size_; ++i) {
            const bool is_met = chars_[i].empty() || chars_[i] == wanted;
            if (is_met) mask[i / word_bits] |= std::uint64_t{1} << (i % word_bits);
        }
        return mask;
    }

    std::vector<std::string_view> chars_; // the characters of the piece; empty for _
    std::size_t size_ = 0;
    std::size_t words_ = 0;
    std::map<std::string_view, Mask> masks_;
    Mask any_;
};

// The end of the first match of the piece at `from` or later; nowhere when there is none. Tries the
// simple search first and changes to Shift-And when it has taken too many steps.
std::size_t end_of_first(std::string_view text, std::size_t from, std::string_view piece,
                         std::size_t& steps)
{
    if (is_plain(piece)) {
        const std::size_t found = text.find(piece, from);
        return found == nowhere ? nowhere : found + piece.size();
    }
    constexpr std::size_t steps_per_byte = 16; // then preparing ShiftAndSearch is cheaper
    const std::size_t most_steps = steps_per_byte * text.size();
    for (; from < text.size() && steps <= most_steps; from = next_char(text, from)) {
        const std::size_t end = match_at(text, from, piece, steps);
        if (end != nowhere) return end;
    }
    return from >= text.size() ? nowhere : ShiftAndSearch(piece).end_of_first(text, from);
}

std::size_t next_any(std::string_view pattern, std::size_t at)
{
    while (at < pattern.size() && pattern[at] != '%') at = literal_at(pattern, at) + 1;
    return at;
}

std::size_t chars_in(std::string_view piece)
{
    std::size_t count = 0;
    for (std::size_t p = 0; p < piece.size(); ++count) p = next_char(piece, literal_at(piece, p));
    return count;
}

// Where the last `chars` characters of the text begin; nowhere when that is before `least`.
std::size_t begin_of_last(std::string_view text, std::size_t least, std::size_t chars)
{
    std::size_t at = text.size();
    for (; chars > 0; --chars) {
        if (at <= least) return nowhere;
        --at;
        while (at > least && is_inside_char(text[at])) --at;
    }
    return at;
}

} // namespace

bool is_like(std::string_view text, std::string_view pattern)
{
    std::size_t steps = 0;
    std::size_t piece_end = next_any(pattern, 0);
    std::size_t at = match_at(text, 0, pattern.substr(0, piece_end), steps);
    if (piece_end == pattern.size()) return at == text.size();
    while (at != nowhere) {
        const std::size_t begin = piece_end + 1;
        piece_end = next_any(pattern, begin);
        const auto piece = pattern.substr(begin, piece_end - begin);
        if (piece_end == pattern.size()) {
            at = begin_of_last(text, at, chars_in(piece));
            return at != nowhere && match_at(text, at, piece, steps) == text.size();
        }
        if (!piece.empty()) at = end_of_first(text, at, piece, steps);
    }
    return false;
}

bool is_pattern(std::string_view pattern)
{
    const auto last_other = pattern.find_last_not_of('\\');
    const auto count = last_other == nowhere ? pattern.size() : pattern.size() - last_other - 1;
    return count % 2 == 0;
}

} // namespace muster::rule

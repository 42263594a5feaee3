#include "index/plan/text_test.h"

#include <algorithm>

#include "base/letter_case.h"
#include "base/text.h"
#include "index/columns/search.h"
#include "rule/like.h"

namespace muster::index {

TextTest::TextTest(TextOp op, std::string_view wanted) : op_(op), wanted_(wanted)
{
    if (op_ == TextOp::ilike) wanted_ = lower_case(wanted_);
    if (op_ == TextOp::like || op_ == TextOp::ilike) read_pattern();
    if (op_ == TextOp::contains || op_ == TextOp::equal_folded) {
        wanted_ = fold(wanted_);
        strategy_ = op_ == TextOp::contains ? Strategy::folded_inside : Strategy::folded;
    }
}

TextTest::TextTest(Predicate predicate)
    : predicate_(std::move(predicate)), strategy_(Strategy::predicate)
{}

void TextTest::read_pattern()
{
    strategy_ = Strategy::whole_pattern;
    if (wanted_.find_first_of("_\\") != wanted_.npos) return;
    const auto begin = wanted_.find_first_not_of('%');
    if (begin == wanted_.npos) return;
    const auto end = wanted_.find_last_not_of('%') + 1;
    if (std::string_view(wanted_).substr(begin, end - begin).find('%') != wanted_.npos) return;
    const bool any_before = begin > 0;
    const bool any_behind = end < wanted_.size();
    if (!any_before && !any_behind) return;
    strategy_ = any_before && any_behind ? Strategy::inside
                : any_before             ? Strategy::suffix
                                         : Strategy::prefix;
    wanted_ = wanted_.substr(begin, end - begin);
}

bool TextTest::holds(std::string_view text) const
{
    return op_ == TextOp::ilike ? passes(lower_case(text)) : passes(text);
}

bool TextTest::passes(std::string_view text) const
{
    switch (strategy_) {
    case Strategy::compare: break;
    case Strategy::whole_pattern: return rule::is_like(text, wanted_);
    case Strategy::prefix: return text.starts_with(wanted_);
    case Strategy::suffix: return text.ends_with(wanted_);
    case Strategy::inside: return text.find(wanted_) != text.npos;
    case Strategy::folded_inside: return fold(text).find(wanted_) != text.npos;
    case Strategy::folded: return fold(text) == wanted_;
    case Strategy::predicate: return predicate_(text);
    }
    const int order = text.compare(wanted_);
    switch (op_) {
    case TextOp::less: return order < 0;
    case TextOp::less_or_equal: return order <= 0;
    case TextOp::greater: return order > 0;
    default: return order >= 0;
    }
}

void TextTest::run(const TextBlock& block, std::uint64_t* words, Deadline& deadline) const
{
    const auto mark = [&](std::size_t place) { words[place / word_rows] |= bit_of(place); };
    if (strategy_ == Strategy::folded_inside && !wanted_.empty())
        return run_pieces(block.folded(), words);
    if (strategy_ == Strategy::folded) {
        const FoldedTexts& texts = block.folded();
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (texts.at(i) == wanted_) mark(i);
        }
        return;
    }
    // Checks the clock now and then: a pattern may need many steps for each byte of the text.
    constexpr std::size_t bytes_between_looks = 64 * 1024;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const auto text = block.at(i);
        if (holds(text)) mark(i);
        bytes += text.size();
        if (bytes < bytes_between_looks) continue;
        if (deadline.is_over()) return;
        bytes = 0;
    }
}

// Searches the concatenated texts of a block at once. A match that extends into the next text is
// ignored.
void TextTest::run_pieces(const FoldedTexts& texts, std::uint64_t* words) const
{
    const std::string_view bytes = texts.bytes;
    auto after = texts.begins.begin();
    std::size_t from = 0;
    for (;;) {
        const std::size_t found = find_piece(bytes, wanted_, from);
        if (found == bytes.npos) return;
        after = std::upper_bound(after, texts.begins.end(), found);
        if (found + wanted_.size() <= *after) {
            const auto place = static_cast<std::size_t>(after - texts.begins.begin()) - 1;
            words[place / word_rows] |= bit_of(place);
            from = *after;
        } else {
            from = found + 1;
        }
    }
}

TextTable::TextTable(TextBlocks texts, TextTest test, bool negated, std::size_t& bytes_left)
    : texts_(std::move(texts)), test_(std::move(test)), negated_(negated)
{
    const std::size_t bytes = words_for_all() * sizeof(std::uint64_t);
    has_cache_ = bytes <= bytes_left;
    if (has_cache_) bytes_left -= bytes;
}

void TextTable::prepare(const IntegerChunk& codes, Deadline& deadline)
{
    if (!has_cache_) return;
    if (words_.empty()) {
        words_.resize(words_for_all());
        is_ready_.resize(texts_.blocks());
    }
    const auto [least, greatest] = codes.bounds();
    const auto last =
        std::min(static_cast<std::size_t>(greatest) >> block_bits, texts_.blocks() - 1);
    for (auto b = static_cast<std::size_t>(least) >> block_bits; b <= last; ++b) {
        if (is_ready_[b]) continue;
        if (deadline.is_over()) return;
        is_ready_[b] = true;
        constexpr std::size_t block_words = block_texts / word_rows;
        std::uint64_t* words = words_.data() + b * block_words;
        test_.run(texts_.block(b), words, deadline);
        for (std::size_t w = 0; negated_ && w < block_words; ++w) words[w] = ~words[w];
    }
}

bool TextTable::tests(std::int64_t code) const
{
    return test_.holds(texts_.at(static_cast<TextCode>(code))) != negated_;
}

} // namespace muster::index

// What a condition says of texts: of one, or of all of a column, each different one once. Knows no
// rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/columns/dictionary.h"
#include "index/plan/budget.h"

namespace muster::index {

class TextTest {
public:
    enum class Op {
        less,
        less_or_equal,
        greater,
        greater_or_equal,
        like,         // a pattern of rule/like.h
        contains,     // a piece of it, both folded
        equal_folded, // after folding
    };

    TextTest(Op op, std::string_view wanted);

    bool holds(std::string_view text) const;
    // One bit for each text of the block, from the first of the words on; some when time is over.
    void run(const TextBlock& block, std::uint64_t* words, Deadline& deadline) const;

private:
    // Patterns that are one piece with % before, behind or on both sides need no matching.
    enum class Form { compare, whole_pattern, prefix, suffix, inside, folded_inside, folded };

    void read_pattern();
    void run_pieces(const FoldedTexts& texts, std::uint64_t* words) const;

    Op op_;
    std::string wanted_;
    Form form_ = Form::compare;
};

// Which codes of a column pass a test: found out block by block, as far as anybody asks and while
// there is time; or, without memory for that, anew for each row. Of one question and its thread.
class TextTable {
public:
    // Takes what it remembers from the bytes left; when it is more, remembers nothing.
    TextTable(Texts texts, TextTest test, bool negated, std::size_t& bytes_left);

    bool remembers() const { return remembers_; }
    // To be called before has() about the codes of this chunk; what that says is not to be used
    // when time is over.
    void prepare(const NumberChunk& codes, Deadline& deadline);
    bool has(std::int64_t code) const
    {
        if (!remembers_) return tests(code);
        const auto place = static_cast<std::size_t>(code);
        return (words_[place / word_rows] >> (place % word_rows) & 1U) != 0;
    }
    // Of one code, without preparing.
    bool tests(std::int64_t code) const;

private:
    // One bit for each code.
    std::size_t words_for_all() const { return texts_.blocks() * block_texts / word_rows; }

    Texts texts_;
    TextTest test_;
    bool negated_;
    bool remembers_ = false;
    std::vector<std::uint64_t> words_; // none before the first is prepared
    std::vector<bool> is_ready_;       // by block
};

} // namespace muster::index

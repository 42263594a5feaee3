// Tests texts against a condition: a single text, or each distinct text of a column once. Knows no
// rows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "index/columns/dictionary.h"
#include "index/plan/budget.h"

namespace muster::index {

enum class TextOp {
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    like,         // matches a pattern of rule/like.h
    ilike,        // the same with both in lower case
    contains,     // contains a piece, both folded
    equal_folded, // equal after both are folded
};

class TextTest {
public:
    using Predicate = std::function<bool(std::string_view)>;

    TextTest(TextOp op, std::string_view wanted);
    // Any other test of a text.
    explicit TextTest(Predicate predicate);

    bool holds(std::string_view text) const;
    // Sets one bit in `words` for each text of the block that passes. Stops early at the deadline.
    void run(const TextBlock& block, std::uint64_t* words, Deadline& deadline) const;

private:
    // How the test is done. A LIKE pattern that is a single piece with % before it, behind it or on
    // both sides becomes a prefix, suffix or substring test.
    enum class Strategy {
        compare,
        whole_pattern,
        prefix,
        suffix,
        inside,
        folded_inside,
        folded,
        predicate
    };

    void read_pattern();
    bool passes(std::string_view text) const;
    void run_pieces(const FoldedTexts& texts, std::uint64_t* words) const;

    TextOp op_ = TextOp::like;
    std::string wanted_;
    Predicate predicate_;
    Strategy strategy_ = Strategy::compare;
};

// Which codes of a column pass a test. A block of texts is tested when a chunk first needs it, and
// the results are cached as one bit per code. When the memory budget of the query does not allow
// the cache, the text is tested again for each row. Used by the one thread that runs the query.
class TextTable {
public:
    // Subtracts the memory of the cache from `bytes_left`. There is no cache when too little is
    // left.
    TextTable(TextBlocks texts, TextTest test, bool negated, std::size_t& bytes_left);

    bool has_cache() const { return has_cache_; }
    // Must be called before has() for codes of this chunk. After the deadline, the answers of has()
    // are incomplete.
    void prepare(const IntegerChunk& codes, Deadline& deadline);
    bool has(std::int64_t code) const
    {
        if (!has_cache_) return tests(code);
        const auto place = static_cast<std::size_t>(code);
        return (words_[place / word_rows] >> (place % word_rows) & 1U) != 0;
    }
    // Tests the text of one code without the cache.
    bool tests(std::int64_t code) const;

private:
    // Words of the cache: one bit per code.
    std::size_t words_for_all() const { return texts_.blocks() * block_texts / word_rows; }

    TextBlocks texts_;
    TextTest test_;
    bool negated_;
    bool has_cache_ = false;
    std::vector<std::uint64_t> words_; // empty until the first prepare()
    std::vector<bool> is_ready_;       // per block
};

} // namespace muster::index

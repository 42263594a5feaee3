// The sort keys of rows when a page is sorted: one class per kind of column. Each class returns the
// key of a row and of a cursor, and the order() of two keys that are not missing. The pager handles
// missing keys, and breaks ties by id. drop_before() and drop_after() remove the rows of a chunk
// that sort before or after a key, in the direction of the page: "before" a key when descending are
// the greater ones.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.h"
#include "index/plan/pager.h"
#include "model/compare.h"

namespace muster::index {

// For key classes that cannot remove rows of a whole chunk at once: the pager compares every row.
struct EveryRow {
    static void drop_before(std::size_t, const auto&, bool, Mask&) {}
    static void drop_after(std::size_t, const auto&, bool, Mask&) {}
};

struct IntegerSortKey {
    bool is_missing = true;
    std::int64_t cell = 0;
};

// For columns whose cells have the order of their values: all types but texts and lists.
struct IntegerSortKeys {
    using Key = IntegerSortKey;
    const IntegerColumn& cells;

    Key key(std::int64_t id) const
    {
        const auto cell = cells.get(id);
        return {!cell, cell.value_or(0)};
    }
    static Key key_of(const model::Value& value) { return {model::is_null(value), cell_of(value)}; }
    static std::strong_ordering order(const Key& a, const Key& b) { return a.cell <=> b.cell; }
    void drop_before(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
        if (key.cell == (descending ? greatest : least)) return;
        const IntegerRange past =
            descending ? IntegerRange{key.cell + 1, greatest} : IntegerRange{least, key.cell - 1};
        cells.filter(chunk, std::span(&past, 1), true, mask);
    }
    void drop_after(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
        const IntegerRange wanted =
            descending ? IntegerRange{key.cell, greatest} : IntegerRange{least, key.cell};
        cells.filter(chunk, std::span(&wanted, 1), false, mask);
    }
};

struct RankSortKey {
    bool is_missing = true;
    std::int64_t rank = 0;
};

// For columns with few distinct texts. Each text gets its rank in the sorted list of all texts.
// Ranks are odd, so that a cursor with a text that no row has gets the even number between two
// ranks.
class RankSortKeys : public EveryRow {
public:
    using Key = RankSortKey;

    RankSortKeys(const ColumnView& column, bool missing_is_empty)
        : cells_(column.cells), missing_is_empty_(missing_is_empty), ranks_(column.texts.codes())
    {
        std::vector<std::pair<std::string_view, std::size_t>> texts;
        for (std::size_t code = 0; code < ranks_.size(); ++code) {
            const auto& block = column.texts.block(code >> block_bits);
            texts.emplace_back(block.folded().at(code & (block_texts - 1)), code);
        }
        std::sort(texts.begin(), texts.end());
        for (const auto& [text, code] : texts) {
            if (folded_.empty() || folded_.back() != text) folded_.push_back(text);
            ranks_[code] = std::ssize(folded_) * 2 - 1;
        }
    }

    Key key(std::int64_t id) const
    {
        const auto code = cells_.get(id);
        if (code) return {false, ranks_[static_cast<std::size_t>(*code)]};
        return {!missing_is_empty_, rank_of({})};
    }
    Key key_of(const model::Value& value) const
    {
        return {model::is_null(value) && !missing_is_empty_, rank_of(fold(model::text_of(value)))};
    }
    static std::strong_ordering order(const Key& a, const Key& b) { return a.rank <=> b.rank; }

private:
    std::int64_t rank_of(std::string_view text) const
    {
        const auto place = std::lower_bound(folded_.begin(), folded_.end(), text);
        const auto before = (place - folded_.begin()) * 2;
        return place != folded_.end() && *place == text ? before + 1 : before;
    }

    const IntegerColumn& cells_;
    bool missing_is_empty_;
    std::vector<std::int64_t> ranks_; // per code
    std::vector<std::string_view> folded_;
};

struct TextSortKey {
    bool is_missing = true;
    std::uint64_t head = 0;
    const FoldedTexts* texts = nullptr; // with `place`: the whole text; nullptr: it is empty
    std::size_t place = 0;

    std::string_view folded() const { return texts ? texts->at(place) : std::string_view(); }
};

// For columns with many distinct texts. The heads (head_of) decide most comparisons.
class TextSortKeys {
public:
    using Key = TextSortKey;

    TextSortKeys(const ColumnView& column, bool missing_is_empty)
        : column_(column), missing_is_empty_(missing_is_empty)
    {}

    Key key(std::int64_t id) const
    {
        const auto code = column_.cells.get(id);
        return code ? key_at(*code) : Key{!missing_is_empty_};
    }
    Key key_of(const model::Value& value)
    {
        if (model::is_null(value)) return {!missing_is_empty_};
        cursor_.add(model::text_of(value));
        return {false, cursor_.heads.back(), &cursor_, cursor_.heads.size() - 1};
    }
    static std::strong_ordering order(const Key& a, const Key& b)
    {
        return a.head != b.head ? a.head <=> b.head : a.folded() <=> b.folded();
    }
    // Rows without a text sort as "" (the smallest head) when missing_is_empty_, else last.
    void drop_before(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        filter(chunk, mask, true, [&](std::uint64_t head) {
            return descending ? head <= key.head : head >= key.head;
        });
    }
    void drop_after(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        filter(chunk, mask, missing_is_empty_, [&](std::uint64_t head) {
            return descending ? head >= key.head : head <= key.head;
        });
    }

private:
    Key key_at(std::int64_t code) const
    {
        const auto place = static_cast<std::size_t>(code);
        const auto& folded = column_.texts.block(place >> block_bits).folded();
        const auto within = place & (block_texts - 1);
        return {false, folded.heads[within], &folded, within};
    }

    template <class Passes>
    // Removes the rows whose text does not pass, and those without a text unless missing_stays.
    void filter(std::size_t chunk, Mask& mask, bool missing_stays, const Passes& passes) const
    {
        const auto* cells = column_.cells.chunk(chunk);
        each_row(mask, [&](std::size_t row) {
            const bool has_text = cells != nullptr && cells->has(row);
            const bool stays = has_text ? passes(key_at(cells->get(row)).head) : missing_stays;
            if (!stays) mask.words[row / word_rows] &= ~bit_of(row);
            return true;
        });
    }

    const ColumnView& column_;
    bool missing_is_empty_;
    FoldedTexts cursor_; // the text of the cursor: its key points into this
};

struct ValueSortKey {
    bool is_missing = true;
    model::Value value;
};

// For columns of lists, and for operands with values of several types: compares values.
struct ValueSortKeys : EveryRow {
    using Key = ValueSortKey;
    const std::vector<ColumnView>& columns;
    bool missing_is_empty;

    Key key(std::int64_t id) const
    {
        for (const auto& column : columns) {
            if (auto value = column.get(id)) return key_of(std::move(*value));
        }
        return key_of({});
    }
    Key key_of(model::Value value) const
    {
        if (const auto* text = std::get_if<std::string>(&value)) value = fold(*text);
        if (std::holds_alternative<model::TextList>(value)) value = {};
        if (model::is_null(value) && missing_is_empty) value = std::string();
        return {model::is_null(value), std::move(value)};
    }
    // Extras may hold values of several types: numbers sort before texts.
    static std::strong_ordering order(const Key& a, const Key& b)
    {
        const auto order = model::compare_values(a.value, b.value);
        if (order == std::partial_ordering::unordered) return a.value.index() <=> b.value.index();
        return order < 0    ? std::strong_ordering::less
               : order == 0 ? std::strong_ordering::equal
                            : std::strong_ordering::greater;
    }
};

} // namespace muster::index

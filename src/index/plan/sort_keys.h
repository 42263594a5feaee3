// What rows are sorted by, of a column of numbers, of texts, and of whatever else there may be.
// order() is that of values that are there; ties go on by id.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.h"
#include "index/plan/pager.h"
#include "model/compare.h"

namespace muster::index {

// Keys that tell nothing of a whole chunk at once.
struct EveryRow {
    static void drop_before(std::size_t, const auto&, bool, Mask&) {}
    static void keep_up_to(std::size_t, const auto&, bool, Mask&) {}
};

struct NumberKeys {
    struct Key {
        bool is_missing = true;
        std::int64_t cell = 0;
    };
    const Numbers& cells;

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
        const Range past = descending ? Range{key.cell + 1, greatest} : Range{least, key.cell - 1};
        cells.keep(chunk, std::span(&past, 1), true, mask);
    }
    void keep_up_to(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
        const Range wanted = descending ? Range{key.cell, greatest} : Range{least, key.cell};
        cells.keep(chunk, std::span(&wanted, 1), false, mask);
    }
};

// Of few different texts: their places in the order, odd, so that a text which is not there has one
// between them.
class RankKeys : public EveryRow {
public:
    struct Key {
        bool is_missing = true;
        std::int64_t rank = 0;
    };

    RankKeys(const ColumnView& column, bool missing_is_empty)
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

    const Numbers& cells_;
    bool missing_is_empty_;
    std::vector<std::int64_t> ranks_; // by code
    std::vector<std::string_view> folded_;
};

// Of many different texts: most are told apart by their heads.
class TextKeys {
public:
    struct Key {
        bool is_missing = true;
        std::uint64_t head = 0;
        const FoldedTexts* texts = nullptr; // where the rest of it stands; none: it is empty
        std::size_t place = 0;

        std::string_view folded() const { return texts ? texts->at(place) : std::string_view(); }
    };

    TextKeys(const ColumnView& column, bool missing_is_empty)
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
    // What is missing and empty has the least head, and whatever is missing otherwise comes last.
    void drop_before(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        keep(chunk, mask, true,
             [&](std::uint64_t head) { return descending ? head <= key.head : head >= key.head; });
    }
    void keep_up_to(std::size_t chunk, const Key& key, bool descending, Mask& mask) const
    {
        keep(chunk, mask, missing_is_empty_,
             [&](std::uint64_t head) { return descending ? head >= key.head : head <= key.head; });
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
    void keep(std::size_t chunk, Mask& mask, bool keeps_missing, const Passes& passes) const
    {
        const auto* cells = column_.cells.chunk(chunk);
        each_row(mask, [&](std::size_t row) {
            const bool has_text = cells != nullptr && cells->has(row);
            const bool stores_row = has_text ? passes(key_at(cells->get(row)).head) : keeps_missing;
            if (!stores_row) mask.words[row / word_rows] &= ~bit_of(row);
            return true;
        });
    }

    const ColumnView& column_;
    bool missing_is_empty_;
    FoldedTexts cursor_; // that the cursor's key shows
};

struct ValueKeys : EveryRow {
    struct Key {
        bool is_missing = true;
        model::Value value;
    };
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
    // Extras may hold values of several types: numbers stand before texts.
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

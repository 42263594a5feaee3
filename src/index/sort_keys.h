// What rows are sorted by, of a column of numbers, of texts, and of whatever else there may be.
// order() is that of values that are there; ties go on by id.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.h"
#include "core/compare.h"
#include "index/pager.h"

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
    static Key key_of(const core::Value& value) { return {core::is_null(value), cell_of(value)}; }
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
    Key key_of(const core::Value& value) const
    {
        return {core::is_null(value) && !missing_is_empty_, rank_of(fold(core::text_of(value)))};
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

struct TextKeys : EveryRow {
    struct Key {
        bool is_missing = true;
        std::string_view folded;
    };
    const ColumnView& column;
    bool missing_is_empty;
    std::string folded_cursor{}; // that the cursor's key shows

    Key key(std::int64_t id) const
    {
        const auto code = column.cells.get(id);
        if (!code) return {!missing_is_empty, {}};
        const auto place = static_cast<std::size_t>(*code);
        const auto& block = column.texts.block(place >> block_bits);
        return {false, block.folded().at(place & (block_texts - 1))};
    }
    Key key_of(const core::Value& value)
    {
        folded_cursor = fold(core::text_of(value));
        return {core::is_null(value) && !missing_is_empty, folded_cursor};
    }
    static std::strong_ordering order(const Key& a, const Key& b) { return a.folded <=> b.folded; }
};

struct ValueKeys : EveryRow {
    struct Key {
        bool is_missing = true;
        core::Value value;
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
    Key key_of(core::Value value) const
    {
        if (const auto* text = std::get_if<std::string>(&value)) value = fold(*text);
        if (std::holds_alternative<core::TextList>(value)) value = {};
        if (core::is_null(value) && missing_is_empty) value = std::string();
        return {core::is_null(value), std::move(value)};
    }
    // Extras may hold values of several types: numbers stand before texts.
    static std::strong_ordering order(const Key& a, const Key& b)
    {
        const auto order = core::compare_values(a.value, b.value);
        if (order == std::partial_ordering::unordered) return a.value.index() <=> b.value.index();
        return order < 0    ? std::strong_ordering::less
               : order == 0 ? std::strong_ordering::equal
                            : std::strong_ordering::greater;
    }
};

} // namespace muster::index

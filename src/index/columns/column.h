// Typed columns: converts values to integer cells and back, and comparisons of values to ranges of
// cells. An operand has one column for each type of its values; that is one column, except for
// extras with values of several types. Knows no customers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "index/columns/dictionary.h"
#include "index/columns/integer_column.h"
#include "model/value.h"

namespace muster::index {

// What the integers of a column represent. Snapshots store it as a number: the order is part of the
// file format.
enum class CellType : std::uint8_t { boolean, integer, decimal, real, date, time, list, text };

struct ColumnType {
    CellType cell_type = CellType::text;
    std::uint8_t scale = 0; // of decimals: each scale has a column of its own
    friend bool operator==(const ColumnType&, const ColumnType&) = default;
};

// Whether the cells are codes of a dictionary. A list is stored as one text, see packed().
inline bool has_texts(CellType type) { return type == CellType::text || type == CellType::list; }

// A list as one text: each item stands between two separators, which are in no text, so that the
// search for an item is the search for a piece of the text.
inline constexpr char item_separator = '\xFF';
std::string packed(const model::TextList& items);
// The item with its separators.
std::string packed_item(std::string_view item);

// nullopt for null and for empty texts, which have no cell.
std::optional<ColumnType> column_type_of(const model::Value& value);
// The cell of a value that is no text and no list (these have codes, see Dictionary). Within one
// column type the cells have the order of the values.
std::int64_t cell_of(const model::Value& value);
model::Value value_of(ColumnType type, std::int64_t cell);

enum class CellComparison { equal, less, less_or_equal, greater, greater_or_equal };
// A filter compares dates with dates only (apart). In a rule, a date also means its midnight and
// can be compared with a time (as_times).
enum class Dates { apart, as_times };

// The cells for whose values the comparison with `wanted` is true. Exact also for different types,
// such as an integer and a decimal. nullopt when there is no such cell, or when the types cannot be
// compared.
std::optional<IntegerRange> cells_that(ColumnType type, CellComparison comparison,
                                       const model::Value& wanted, Dates dates);
// Sorts the ranges and merges those that overlap or touch.
std::vector<IntegerRange> merged(std::vector<IntegerRange> ranges);
// All integers that are in none of the ranges, which must be sorted and must not overlap.
std::vector<IntegerRange> complement_of(const std::vector<IntegerRange>& ranges);

// The column at one revision. A query reads it while later writes change the column.
struct ColumnView {
    ColumnType type;
    IntegerColumn cells; // for texts and lists: their codes
    TextBlocks texts;    // for texts and lists only

    std::optional<model::Value> get(std::int64_t id) const;
};

class Column {
public:
    explicit Column(ColumnType type) : type_(type) {}

    ColumnType type() const { return type_; }
    const IntegerColumn& cells() const { return cells_; }
    const Dictionary& texts() const { return texts_; }
    ColumnView view() const { return {type_, cells_, texts_}; }
    std::optional<model::Value> get(std::int64_t id) const;

    void set(std::int64_t id, const model::Value& value); // a value of this type
    void clear(std::int64_t id);                          // the customer has no value any more
    // The customer was removed: releases its text. Cheaper than clear(), because nobody reads the
    // cells of removed customers.
    void forget(std::int64_t id);
    // Called before the cells of a new customer are written: a failed write may have left some.
    void reset_row(std::int64_t id) { cells_.clear(id); }
    void trim(std::size_t chunk, const Mask& live) { cells_.trim(chunk, live); }

    static void write(const ColumnView& column, ChecksummedWriter& out);
    // False when the bytes are not those of a valid column.
    bool read(ChecksummedReader& in, const Set& live);

private:
    ColumnType type_;
    IntegerColumn cells_;
    Dictionary texts_;
};

} // namespace muster::index

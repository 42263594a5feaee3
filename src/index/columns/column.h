// Typed columns: how values become integers and back, and which integers fulfil a comparison.
// Columns take their type from the first value that needs them; an operand has one column for each
// type of value that it was ever seen with, mostly one. Knows no customers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "index/columns/dictionary.h"
#include "index/columns/numbers.h"
#include "model/value.h"

namespace muster::index {

struct Form {
    enum class Type : std::uint8_t { boolean, integer, decimal, real, date, time, list, text };
    Type type = Type::text;
    std::uint8_t scale = 0; // of decimals
    friend bool operator==(const Form&, const Form&) = default;
};

// None of null.
std::optional<Form> form_of(const model::Value& value);
// Of values that are no texts. Cells of one form have the order of their values.
std::int64_t cell_of(const model::Value& value);
model::Value value_of(Form form, std::int64_t cell);

enum class Compare { equal, less, less_or_equal, greater, greater_or_equal };
// Filters compare dates with dates only; in rules they stand for their midnights.
enum class Dates { apart, as_times };

// The cells whose values compare so with the wanted one, exactly; none when they cannot compare.
std::optional<Range> cells_that(Form form, Compare compare, const model::Value& wanted,
                                Dates dates);
// Sorted, and what touches is one.
std::vector<Range> joined(std::vector<Range> ranges);
// All other cells; of what is sorted and apart.
std::vector<Range> others(const std::vector<Range>& ranges);

// What a question keeps of a column.
struct ColumnView {
    Form form;
    Numbers cells; // of texts: codes
    Texts texts;   // of texts only

    std::optional<model::Value> get(std::int64_t id) const;
};

class Column {
public:
    explicit Column(Form form) : form_(form) {}

    Form form() const { return form_; }
    const Numbers& cells() const { return cells_; }
    const Dictionary& texts() const { return texts_; }
    ColumnView view() const { return {form_, cells_, texts_}; }

    void set(std::int64_t id, const model::Value& value); // of this form
    void clear(std::int64_t id);
    void forget(std::int64_t id); // of one who is no longer there
    // Nothing that was here before counts for one who has just come.
    void welcome(std::int64_t id) { cells_.clear(id); }
    void trim(std::size_t chunk, const Mask& live) { cells_.trim(chunk, live); }

    static void write(const ColumnView& column, FrameWriter& out);
    bool read(FrameReader& in, const Set& live);

private:
    Form form_;
    Numbers cells_;
    Dictionary texts_;
};

} // namespace muster::index

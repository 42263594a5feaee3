// What the columns of an imported file mean: a core member, a declared field, or a field that the
// import may declare with the type that its values show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/declared.h"
#include "model/schema.h"

namespace muster::jobs {

enum class ColumnMeaning {
    core,     // a member of every customer
    declared, // a declared field
    id,       // the customer's id, used when it is the key
    ignored,  // set by the server (created_at, …), or added by the list of refused rows
    unknown,
};

struct ImportColumn {
    std::string name;
    ColumnMeaning meaning = ColumnMeaning::unknown;
    const model::Member<model::Customer>* member = nullptr;
    const model::CustomField* field =
        nullptr; // points into the declared fields given to import_column()
};

ImportColumn import_column(std::string name, const model::DeclaredFields& declared);

// The core members that a column may name, in the order of the columns of an export.
std::span<const std::string_view> core_columns();

// The columns that the list of refused rows puts in front of those of the file.
inline constexpr std::array<std::string_view, 4> refusal_columns{"refused_line", "refused_field",
                                                                 "refused_reason", "refused_right"};

// The value of a cell; a blank cell is null. The value of a declared field stays text, since the
// directory converts it to the field's type. invalid_value says what would be right.
Result<model::Value> read_cell(const ImportColumn& column, const std::string& cell);

// Detects the type of a column: begins with all types, and each value removes those that cannot
// hold it. Blank cells are only counted.
class TypeDetector {
public:
    void add(std::string_view cell);
    std::string type() const;   // "text" without any value
    std::string format() const; // of a decimal: its number of decimal places
    std::int64_t blanks() const { return blanks_; }

private:
    enum class CandidateType { integer, decimal, number, boolean, date, datetime };
    static bool fits(CandidateType candidate, std::string_view cell);
    void narrow_places(std::string_view cell);

    unsigned candidates_ = ~0U; // one bit per CandidateType
    std::size_t places_ = 0;
    std::int64_t values_ = 0;
    std::int64_t blanks_ = 0;
};

} // namespace muster::jobs

// What the columns of an imported file mean: a core member, a declared field, or one to be declared
// with the type that its values show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/declared.h"
#include "model/schema.h"

namespace muster::dialects::native {

enum class Meaning {
    core,     // member of the customer
    declared, // declared field
    id,       // tells which customer it is, when that is the key
    ignored,  // kept by the server: created_at, …; and what a list of refused rows adds
    unknown,  // nobody knows it
};

struct Column {
    std::string name;
    Meaning meaning = Meaning::unknown;
    const model::Member<model::Customer>* member = nullptr;
    const model::CustomField* field = nullptr; // of the declared fields it was made with
};

Column column_of(std::string name, const model::DeclaredFields& declared);

// The core members that a column may name, in the order in which exports have them.
std::span<const std::string_view> core_columns();

// What a list of refused rows puts in front of each.
inline constexpr std::array<std::string_view, 4> refusal_columns{"refused_line", "refused_field",
                                                                 "refused_reason", "refused_right"};

// The value of a cell; a blank one is null, that of a declared field still text
// (model::coerce_fields). invalid_value says what would be right.
Result<model::Value> read_cell(const Column& column, const std::string& cell);

// Narrows the type of a column as its values come by; blanks say nothing.
class TypeGuess {
public:
    void see(std::string_view cell);
    std::string type() const;   // "text" when there was no value at all
    std::string format() const; // of a decimal: its number of places
    std::int64_t blanks() const { return blanks_; }

private:
    enum class Form { integer, decimal, number, boolean, date, datetime };
    static bool fits(Form form, std::string_view cell);
    void narrow_places(std::string_view cell);

    unsigned candidates_ = ~0U; // bit per Form
    std::size_t places_ = 0;
    std::int64_t values_ = 0;
    std::int64_t blanks_ = 0;
};

} // namespace muster::dialects::native

// The functions of fields in rules: LOWER(city), EXTRACT(MONTH FROM birth_date). Each is one row of
// a table and one case of function_value(). Knows no grammar and no customers.
#pragma once

#include <string>
#include <string_view>

#include "base/letter_case.h"
#include "rule/rule.h"

namespace muster::rule {

enum class FunctionKind : std::uint8_t { letter_case, cast, part };

struct FunctionForm {
    Function function;
    FunctionKind kind;
    std::string_view name;  // of a part: what stands before FROM
    bool truncates = false; // a part that is also a unit of DATE_TRUNC
};

inline constexpr std::string_view function_names =
    "LOWER, UPPER, CAST(… AS NUMERIC) and EXTRACT(… FROM …)";
inline constexpr std::string_view extract_name = "EXTRACT";

// By name, in any case; nullptr when there is none.
const FunctionForm* find_function(std::string_view name);
const FunctionForm& form_of(Function function); // not of none
bool is_part(Function function);                // false for none
// "EXTRACT(MONTH FROM of)"
std::string print_extract(Function part, const std::string& of);
// "YEAR, QUARTER, …"
std::string part_names();
// "'year', 'quarter', …"
std::string unit_names();

// The number that a text is: digits with an optional sign, point and exponent, and blanks around
// them. nullopt for any other text.
std::optional<Value> number_in(std::string_view text);

// The beginning of the unit that the time is in. Weeks begin on Mondays.
LocalTime truncate(Function unit, LocalTime time);

// The value of the function; a part of a time is that in the zone. Null when the value is null, and
// for a text that is not a number.
Value function_value(Function function, const Value& value, const TimeZone* zone = nullptr);

} // namespace muster::rule

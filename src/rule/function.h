// The functions of fields in rules: LOWER(city), CAST(spent AS NUMERIC). Each is one row of a
// table and one case of function_value(). Knows no grammar and no customers.
#pragma once

#include <string>
#include <string_view>

#include "base/letter_case.h"
#include "rule/rule.h"

namespace muster::rule {

struct FunctionForm {
    Function function;
    std::string_view name;
};

inline constexpr std::string_view function_names = "LOWER, UPPER and CAST(… AS NUMERIC)";

// By name, in any case; nullptr when there is none.
const FunctionForm* find_function(std::string_view name);
const FunctionForm& form_of(Function function);

// The number that a text is: digits with an optional sign, point and exponent, and blanks around
// them. nullopt for any other text.
std::optional<Value> number_in(std::string_view text);

// The value of the function. Null when the value is null, and for a text that is not a number.
Value function_value(Function function, const Value& value);

} // namespace muster::rule

#include "rule/function.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/constant.h"

namespace muster::rule {

namespace {

constexpr std::array forms{
    FunctionForm{Function::lower, "LOWER"},
    FunctionForm{Function::upper, "UPPER"},
    FunctionForm{Function::numeric, "CAST"},
};

} // namespace

const FunctionForm* find_function(std::string_view name)
{
    const auto* form = std::find_if(forms.begin(), forms.end(), [&](const FunctionForm& candidate) {
        return equal_ignoring_ascii_case(candidate.name, name);
    });
    return form == forms.end() ? nullptr : form;
}

const FunctionForm& form_of(Function function)
{
    return *std::find_if(forms.begin(), forms.end(), [&](const FunctionForm& candidate) {
        return candidate.function == function;
    });
}

std::optional<Value> number_in(std::string_view text)
{
    const auto digits = trim(text);
    if (auto exact = read_number(digits)) return exact;
    const auto real = parse_number(digits); // more digits than are exact
    return real ? std::optional<Value>(*real) : std::nullopt;
}

Value function_value(Function function, const Value& value)
{
    if (function == Function::none || is_null(value)) return value;
    switch (function) {
    case Function::none: return value;
    case Function::lower: return lower_case(text_of(value));
    case Function::upper: return upper_case(text_of(value));
    case Function::numeric: return number_in(text_of(value)).value_or(Value{});
    }
    return {};
}

} // namespace muster::rule

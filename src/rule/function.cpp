#include "rule/function.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/constant.h"

namespace muster::rule {

namespace {

using namespace std::chrono;

constexpr std::array forms{
    FunctionForm{Function::lower, FunctionKind::letter_case, "LOWER"},
    FunctionForm{Function::upper, FunctionKind::letter_case, "UPPER"},
    FunctionForm{Function::numeric, FunctionKind::cast, "CAST"},
    FunctionForm{Function::year, FunctionKind::part, "YEAR", true},
    FunctionForm{Function::quarter, FunctionKind::part, "QUARTER", true},
    FunctionForm{Function::month, FunctionKind::part, "MONTH", true},
    FunctionForm{Function::week, FunctionKind::part, "WEEK", true},
    FunctionForm{Function::day, FunctionKind::part, "DAY", true},
    FunctionForm{Function::doy, FunctionKind::part, "DOY"},
    FunctionForm{Function::dow, FunctionKind::part, "DOW"},
    FunctionForm{Function::isodow, FunctionKind::part, "ISODOW"},
};

// nullopt for a value that is neither a date nor a time.
std::optional<Date> date_of(const Value& value, const TimeZone* zone)
{
    if (const auto* date = std::get_if<Date>(&value)) return *date;
    const auto* time = std::get_if<Time>(&value);
    if (time == nullptr) return std::nullopt;
    return local_date(zone, *time);
}

std::int64_t days_since_new_year(Date date)
{
    return (date - Date{year_month_day{date}.year() / January / 1}).count();
}

// The week of the year in which the Thursday of the same week is.
std::int64_t iso_week(Date date)
{
    const Date thursday = date + days{4} - days{static_cast<int>(weekday{date}.iso_encoding())};
    return days_since_new_year(thursday) / 7 + 1;
}

Value part_value(Function part, Date date)
{
    const year_month_day calendar{date};
    const std::int64_t month_number = static_cast<unsigned>(calendar.month());
    switch (part) {
    case Function::year: return std::int64_t{static_cast<int>(calendar.year())};
    case Function::quarter: return (month_number + 2) / 3;
    case Function::month: return month_number;
    case Function::week: return iso_week(date);
    case Function::day: return std::int64_t{static_cast<unsigned>(calendar.day())};
    case Function::doy: return days_since_new_year(date) + 1;
    case Function::dow: return std::int64_t{weekday{date}.c_encoding()};
    case Function::isodow: return std::int64_t{weekday{date}.iso_encoding()};
    default: return {};
    }
}

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

bool is_part(Function function)
{
    return function != Function::none && form_of(function).kind == FunctionKind::part;
}

std::string print_extract(Function part, const std::string& of)
{
    return std::string(extract_name) + '(' + std::string(form_of(part).name) + " FROM " + of + ')';
}

std::string part_names()
{
    std::string names;
    for (const auto& form : forms) {
        if (form.kind != FunctionKind::part) continue;
        names += (names.empty() ? "" : ", ") + std::string(form.name);
    }
    return names;
}

std::string unit_names()
{
    std::string names;
    for (const auto& form : forms) {
        if (!form.truncates) continue;
        names += (names.empty() ? "'" : ", '") + lower_ascii(form.name) + "'";
    }
    return names;
}

LocalTime truncate(Function unit, LocalTime time)
{
    const local_days date = floor<days>(time);
    const year_month_day calendar{date};
    switch (unit) {
    case Function::year: return local_days{calendar.year() / January / 1};
    case Function::quarter: {
        const auto months_in = (static_cast<unsigned>(calendar.month()) - 1) % 3;
        return local_days{calendar.year() / (calendar.month() - months{months_in}) / 1};
    }
    case Function::month: return local_days{calendar.year() / calendar.month() / 1};
    case Function::week: return date - (weekday{date} - Monday);
    case Function::day: return date;
    default: return time;
    }
}

std::optional<Value> number_in(std::string_view text)
{
    const auto digits = trim(text);
    if (auto exact = read_number(digits)) return exact;
    const auto real = parse_number(digits); // more digits than are exact
    return real ? std::optional<Value>(*real) : std::nullopt;
}

Value function_value(Function function, const Value& value, const TimeZone* zone)
{
    if (function == Function::none || is_null(value)) return value;
    switch (function) {
    case Function::none: return value;
    case Function::lower: return lower_case(text_of(value));
    case Function::upper: return upper_case(text_of(value));
    case Function::numeric: return number_in(text_of(value)).value_or(Value{});
    default: break;
    }
    const auto date = date_of(value, zone);
    return date ? part_value(function, *date) : Value{};
}

} // namespace muster::rule

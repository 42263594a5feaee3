// The units of intervals as a table. Knows no rules.
#include "rule/interval.h"

#include <array>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"

namespace muster::rule {

namespace {

using namespace std::chrono;

constexpr std::int64_t most_months = limits::rule_interval_days / 366 * 12;
constexpr std::int64_t most_microseconds = microseconds{days{limits::rule_interval_days}}.count();

struct Unit {
    std::string_view name;
    std::int64_t Interval::*part;
    std::int64_t size;
};

constexpr auto months_part = &Interval::months;
constexpr auto days_part = &Interval::days;
constexpr auto micros_part = &Interval::microseconds;
constexpr std::int64_t second = 1'000'000;

// The singular comes first: it is what is printed.
constexpr std::array units{
    Unit{"year", months_part, 12},
    Unit{"years", months_part, 12},
    Unit{"yr", months_part, 12},
    Unit{"yrs", months_part, 12},
    Unit{"y", months_part, 12},
    Unit{"month", months_part, 1},
    Unit{"months", months_part, 1},
    Unit{"mon", months_part, 1},
    Unit{"mons", months_part, 1},
    Unit{"week", days_part, 7},
    Unit{"weeks", days_part, 7},
    Unit{"w", days_part, 7},
    Unit{"day", days_part, 1},
    Unit{"days", days_part, 1},
    Unit{"d", days_part, 1},
    Unit{"hour", micros_part, 3600 * second},
    Unit{"hours", micros_part, 3600 * second},
    Unit{"hr", micros_part, 3600 * second},
    Unit{"hrs", micros_part, 3600 * second},
    Unit{"h", micros_part, 3600 * second},
    Unit{"minute", micros_part, 60 * second},
    Unit{"minutes", micros_part, 60 * second},
    Unit{"min", micros_part, 60 * second},
    Unit{"mins", micros_part, 60 * second},
    Unit{"m", micros_part, 60 * second},
    Unit{"second", micros_part, second},
    Unit{"seconds", micros_part, second},
    Unit{"sec", micros_part, second},
    Unit{"secs", micros_part, second},
    Unit{"s", micros_part, second},
    Unit{"millisecond", micros_part, 1000},
    Unit{"milliseconds", micros_part, 1000},
    Unit{"ms", micros_part, 1000},
    Unit{"microsecond", micros_part, 1},
    Unit{"microseconds", micros_part, 1},
    Unit{"us", micros_part, 1},
};

const Unit* find_unit(std::string_view name)
{
    for (const auto& unit : units) {
        if (equal_ignoring_ascii_case(unit.name, name)) return &unit;
    }
    return nullptr;
}

std::string_view take_while(std::string_view& text, std::string_view chars)
{
    const auto size = std::min(text.find_first_not_of(chars), text.size());
    const auto taken = text.substr(0, size);
    text.remove_prefix(size);
    return taken;
}

Failure misread(const std::string& message)
{
    return fail(Code::invalid_value, "interval",
                message + "; an interval is written as in '1 year 2 months -3 days 4 hours'");
}

std::int64_t most_of(std::int64_t Interval::*part)
{
    if (part == months_part) return most_months;
    return part == days_part ? limits::rule_interval_days : most_microseconds;
}

Result<void> add_part(Interval& interval, const Unit& unit, std::int64_t count)
{
    const std::int64_t most = most_of(unit.part);
    const bool fits = count <= most / unit.size && count >= -(most / unit.size);
    if (fits) interval.*unit.part += count * unit.size;
    if (!fits || std::abs(interval.*unit.part) > most) {
        return fail(Code::too_large, "interval", "an interval is at most a thousand years long");
    }
    return {};
}

void append(std::string& text, std::int64_t count, std::string_view unit)
{
    if (count == 0) return;
    if (!text.empty()) text += ' ';
    text += std::to_string(count) + ' ';
    text += unit;
    if (count != 1 && count != -1) text += 's';
}

} // namespace

Result<Interval> parse_interval(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    Interval interval;
    take_while(text, blanks);
    if (text.empty()) return misread("the interval is empty");
    while (!text.empty()) {
        const bool negative = text.starts_with('-');
        if (negative || text.starts_with('+')) text.remove_prefix(1);
        const auto digits = take_while(text, "0123456789");
        if (digits.empty()) return misread("expected a whole number");
        if (text.starts_with('.')) return misread("fractions are not taken: use a smaller unit");
        const auto count = parse_integer(digits);
        if (!count) return misread("the number is too great");
        take_while(text, blanks);
        const auto name = take_while(text, letters);
        const Unit* unit = find_unit(name);
        if (unit == nullptr) {
            return misread("expected years, months, weeks, days, hours, minutes or seconds after " +
                           std::string(digits));
        }
        TRY(add_part(interval, *unit, negative ? -*count : *count));
        take_while(text, blanks);
    }
    return interval;
}

std::string format_interval(const Interval& interval)
{
    std::string text;
    append(text, interval.months / 12, "year");
    append(text, interval.months % 12, "month");
    append(text, interval.days, "day");
    const std::int64_t seconds_in_all = interval.microseconds / second;
    append(text, seconds_in_all / 3600, "hour");
    append(text, seconds_in_all % 3600 / 60, "minute");
    append(text, seconds_in_all % 60, "second");
    append(text, interval.microseconds % second, "microsecond");
    return text.empty() ? "0 days" : text;
}

Interval operator-(const Interval& interval)
{
    return {-interval.months, -interval.days, -interval.microseconds};
}

Time add(Time time, const Interval& interval)
{
    const auto midnight = floor<days>(time);
    year_month_day date{midnight};
    date += months{interval.months};
    if (!date.ok()) date = date.year() / date.month() / last;
    return sys_days{date} + days{interval.days} + (time - midnight) +
           microseconds{interval.microseconds};
}

Value value_at(const Term& term, Time now)
{
    return term.is_moment ? Value{add(now, term.offset)} : term.value;
}

} // namespace muster::rule

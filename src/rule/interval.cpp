// The units of intervals are a table. Knows no rules.
#include "rule/interval.h"

#include <array>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "rule/function.h"

namespace muster::rule {

namespace {

using namespace std::chrono;

constexpr std::int64_t most_months = limits::rule_interval_days / 366 * 12;
constexpr std::int64_t most_microseconds = microseconds{days{limits::rule_interval_days}}.count();

struct IntervalUnit {
    std::string_view name;
    std::int64_t Interval::*part;
    std::int64_t size;
};

constexpr auto months_part = &Interval::months;
constexpr auto days_part = &Interval::days;
constexpr auto micros_part = &Interval::microseconds;
constexpr std::int64_t second = 1'000'000;

// All spellings that PostgreSQL accepts.
constexpr std::array units{
    IntervalUnit{"year", months_part, 12},
    IntervalUnit{"years", months_part, 12},
    IntervalUnit{"yr", months_part, 12},
    IntervalUnit{"yrs", months_part, 12},
    IntervalUnit{"y", months_part, 12},
    IntervalUnit{"month", months_part, 1},
    IntervalUnit{"months", months_part, 1},
    IntervalUnit{"mon", months_part, 1},
    IntervalUnit{"mons", months_part, 1},
    IntervalUnit{"week", days_part, 7},
    IntervalUnit{"weeks", days_part, 7},
    IntervalUnit{"w", days_part, 7},
    IntervalUnit{"day", days_part, 1},
    IntervalUnit{"days", days_part, 1},
    IntervalUnit{"d", days_part, 1},
    IntervalUnit{"hour", micros_part, 3600 * second},
    IntervalUnit{"hours", micros_part, 3600 * second},
    IntervalUnit{"hr", micros_part, 3600 * second},
    IntervalUnit{"hrs", micros_part, 3600 * second},
    IntervalUnit{"h", micros_part, 3600 * second},
    IntervalUnit{"minute", micros_part, 60 * second},
    IntervalUnit{"minutes", micros_part, 60 * second},
    IntervalUnit{"min", micros_part, 60 * second},
    IntervalUnit{"mins", micros_part, 60 * second},
    IntervalUnit{"m", micros_part, 60 * second},
    IntervalUnit{"second", micros_part, second},
    IntervalUnit{"seconds", micros_part, second},
    IntervalUnit{"sec", micros_part, second},
    IntervalUnit{"secs", micros_part, second},
    IntervalUnit{"s", micros_part, second},
    IntervalUnit{"millisecond", micros_part, 1000},
    IntervalUnit{"milliseconds", micros_part, 1000},
    IntervalUnit{"ms", micros_part, 1000},
    IntervalUnit{"microsecond", micros_part, 1},
    IntervalUnit{"microseconds", micros_part, 1},
    IntervalUnit{"us", micros_part, 1},
};

const IntervalUnit* find_unit(std::string_view name)
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

Failure interval_error(const std::string& message)
{
    return fail(Code::invalid_value, "interval",
                message + "; an interval is written as in '1 year 2 months -3 days 4 hours'");
}

std::int64_t limit_of(std::int64_t Interval::*part)
{
    if (part == months_part) return most_months;
    return part == days_part ? limits::rule_interval_days : most_microseconds;
}

Result<void> add_part(Interval& interval, const IntervalUnit& unit, std::int64_t count)
{
    const std::int64_t most = limit_of(unit.part);
    const bool is_in_range = count <= most / unit.size && count >= -(most / unit.size);
    if (is_in_range) interval.*unit.part += count * unit.size;
    if (!is_in_range || std::abs(interval.*unit.part) > most) {
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
    if (text.empty()) return interval_error("the interval is empty");
    while (!text.empty()) {
        const bool negative = text.starts_with('-');
        if (negative || text.starts_with('+')) text.remove_prefix(1);
        const auto digits = take_while(text, "0123456789");
        if (digits.empty()) return interval_error("expected a whole number");
        if (text.starts_with('.'))
            return interval_error("fractions are not taken: use a smaller unit");
        const auto count = parse_integer(digits);
        if (!count) return interval_error("the number is too great");
        take_while(text, blanks);
        const auto name = take_while(text, letters);
        const IntervalUnit* unit = find_unit(name);
        if (unit == nullptr) {
            return interval_error(
                "expected years, months, weeks, days, hours, minutes or seconds after " +
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

Time add(Time time, const Interval& interval, const TimeZone* zone)
{
    if (interval.months != 0) {
        const LocalTime local = to_local(zone, time);
        const auto midnight = floor<days>(local);
        year_month_day date{midnight};
        date += months{interval.months};
        if (!date.ok()) date = date.year() / date.month() / last;
        time = to_time(zone, local_days{date} + (local - midnight));
    }
    if (interval.days != 0) time = to_time(zone, to_local(zone, time) + days{interval.days});
    return time + microseconds{interval.microseconds};
}

} // namespace muster::rule

// Parses and prints intervals, and adds them to times. Knows no rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// "1 year 2 months -3 days 4 hours", with the units of PostgreSQL and whole numbers only. Fails
// with invalid_value, or too_large beyond limits::rule_interval_days.
Result<Interval> parse_interval(std::string_view text);
// 14 months and 4 hours are "1 year 2 months 4 hours"; an empty interval is "0 days".
std::string format_interval(const Interval& interval);
Interval operator-(const Interval& interval);

// Adds the months first, then days, then microseconds. A day that the month does not have becomes
// its last day: 31 January and one month is the last day of February. Months and days are those of
// the zone: the clock shows the same time after them. Hours are hours that pass.
Time add(Time time, const Interval& interval, const TimeZone* zone = nullptr);

} // namespace muster::rule

// Intervals: their words, and how they move a time. Knows no rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// "1 year 2 months -3 days 4 hours", in PostgreSQL's words; whole numbers only. invalid_value says
// what would be right; too_large beyond limits::rule_interval_days.
Result<Interval> parse_interval(std::string_view text);
// "14 months 4 hours" as "1 year 2 months 4 hours"; "0 days" when there is nothing.
std::string format_interval(const Interval& interval);
Interval operator-(const Interval& interval);

// Months first (31 January and a month is the last of February), then days, then microseconds.
Time add(Time time, const Interval& interval);
// What the term is when NOW() is now.
Value value_at(const Term& term, Time now);

} // namespace muster::rule

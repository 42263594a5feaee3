// Instants and dates as text: the forms that several APIs share. Forms of a single API are in its
// own folder.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace muster {

using Date = std::chrono::sys_days;

enum class Fraction { none, milliseconds, microseconds };

// "2026-02-03T09:15:42Z", with three or six fraction digits when asked.
std::string format_rfc3339(Time time, Fraction fraction = Fraction::microseconds);
// "2026-02-03 09:15:42"
std::string format_plain(Time time);
// "2026-02-03"
std::string format_date(Date date);

// "2026-02-03", four digits for the year; a real calendar date.
std::optional<Date> parse_date(std::string_view text);
// A date, or a date and a time separated by 'T' or blanks: "2026-02-03 09:15:42",
// "2026-02-03T09:15:42.123456Z", "2026-02-03 09:15:42 +0200", "+02:00". One- or two-digit hours,
// minutes and seconds; seconds optional; without an offset it is UTC.
std::optional<Time> parse_instant(std::string_view text);

} // namespace muster

// Dates and instants as this API writes and reads them (promise 9).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace muster::dialects::capillary {

// "2026-02-03T09:15:42Z"; with an offset other than zero "2026-02-03T14:45:42+05:30".
std::string instant_text(Time time, std::chrono::minutes offset);
// The date in the zone of that offset: "2026-02-03".
std::string date_text(Time time, std::chrono::minutes offset);

// Reads a date or an instant, with an offset or in UTC; also unpadded dates ("2031-4-5").
std::optional<Time> parse_timestamp(std::string_view text);

// The first moment after the second of an end that counts as part of the range: parameters name
// whole seconds, stored times are finer.
Time after_second(Time end);

} // namespace muster::dialects::capillary

// Dates and instants as this API writes and reads them (promise 9).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace muster::dialects::capillary {

// "2026-02-03T09:15:42Z", or with the offset of the organisation's zone: "...T14:45:42+05:30".
std::string instant_text(Time time, std::chrono::minutes offset);
// The date in that zone.
std::string date_text(Time time, std::chrono::minutes offset);

// A date or an instant, with or without an offset; unpadded dates ("2031-4-5") too.
std::optional<Time> parse_moment(std::string_view text);

} // namespace muster::dialects::capillary

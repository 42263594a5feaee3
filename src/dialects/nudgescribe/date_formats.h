// The forms in which profile fields of the type Date write their dates.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace muster::dialects::nudgescribe {

// The forms that the vendor offers, such as "dd/MM/yyyy".
std::span<const std::string_view> date_formats();

// A real calendar date in exactly this form; names of months in English, without case. A year of
// two digits is one from 1969 to 2068.
std::optional<Date> read_date(std::string_view text, std::string_view format);
std::string write_date(Date date, std::string_view format);

} // namespace muster::dialects::nudgescribe

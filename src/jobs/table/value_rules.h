// How the cells of one imported table are to be read: its words for "no value", true and false, the
// order of its dates, its decimal sign. Turns cells into the texts that the directory reads. Knows
// no column and no file.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::jobs {

enum class DateOrder { year_first, day_first, month_first };
inline constexpr std::array<std::string_view, 3> date_orders{"ymd", "dmy", "mdy"};

struct ValueRules {
    std::vector<std::string> nulls;      // cells that mean "no value", as a blank one does
    std::vector<std::string> truths;     // beside true, yes and 1
    std::vector<std::string> falsehoods; // beside false, no and 0
    DateOrder date_order = DateOrder::year_first;
    bool decimal_comma = false; // 1.234,50 and not 1,234.50
    std::string country;        // ISO 3166-1 alpha-2: of phone numbers without a country code
};

// Without the guards of spreadsheets; empty for "no value".
std::string clean_cell(const ValueRules& rules, std::string_view cell);

// "€ 1.234,50" as 1234.50. What cannot be a number is returned as it is.
std::string plain_number(const ValueRules& rules, std::string_view cell);
// "31.05.2024 09:12" as 2024-05-31 09:12; empty for a date of zeros. What cannot be a date is
// returned as it is.
std::string plain_date(const ValueRules& rules, std::string_view cell);
// The rules' words as true and false; nullopt for other texts.
std::optional<bool> truth_of(const ValueRules& rules, std::string_view cell);
// "(030) 901821" as +4930901821 for the country DE. As it is when the number has a country code, or
// the rules name no country.
std::string plain_phone(const ValueRules& rules, std::string_view cell);

} // namespace muster::jobs

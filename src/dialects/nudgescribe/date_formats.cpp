// Reads and writes dates by the letters of a form. Knows no fields.
#include "dialects/nudgescribe/date_formats.h"

#include <array>

#include "base/text.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::array<std::string_view, 14> all_formats{
    "yyyy-MM-dd", "dd/MM/yyyy",   "MM/dd/yyyy",  "dd-MM-yyyy",   "MM-dd-yyyy",
    "dd.MM.yyyy", "yyyy/MM/dd",   "dd MMM yyyy", "MMM dd, yyyy", "MMMM dd, yyyy",
    "yy/MM/dd",   "dd MMMM yyyy", "dd/MM/yy",    "MM/dd/yy",
};

constexpr std::array<std::string_view, 12> months{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};
constexpr std::size_t short_month = 3; // letters of "Jan"

// Years of two digits up to this one belong to this century, the others to the last one.
constexpr int newest_short_year = 68;

// The run of equal letters that a form begins with: "dd", "MMMM", or one separator.
std::string_view first_part(std::string_view format)
{
    std::size_t size = 1;
    while (size < format.size() && format[size] == format[0]) ++size;
    return format.substr(0, size);
}

std::string_view month_name(std::size_t month, std::string_view part)
{
    return part.size() == short_month ? months.at(month).substr(0, short_month) : months.at(month);
}

// The number of exactly so many digits that the text begins with; takes it away.
std::optional<int> take_digits(std::string_view& text, std::size_t count)
{
    if (text.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return number;
}

std::optional<int> take_month_name(std::string_view& text, std::string_view part)
{
    for (std::size_t month = 0; month < months.size(); ++month) {
        const auto name = month_name(month, part);
        if (!equal_ignoring_ascii_case(text.substr(0, name.size()), name)) continue;
        text.remove_prefix(name.size());
        return static_cast<int>(month) + 1;
    }
    return std::nullopt;
}

std::optional<int> take_number(std::string_view& text, std::string_view part)
{
    if (part.starts_with("MMM")) return take_month_name(text, part);
    auto number = take_digits(text, part.size());
    if (number && part == "yy") *number += *number <= newest_short_year ? 2000 : 1900;
    return number;
}

std::string digits_text(int number, std::size_t count)
{
    std::string text = std::to_string(number);
    if (text.size() < count) text.insert(0, count - text.size(), '0');
    return text.substr(text.size() - count);
}

} // namespace

std::span<const std::string_view> date_formats() { return all_formats; }

std::optional<Date> read_date(std::string_view text, std::string_view format)
{
    int day = 0;
    int month = 0;
    int year = 0;
    while (!format.empty()) {
        const auto part = first_part(format);
        format.remove_prefix(part.size());
        int* const number = part[0] == 'd'   ? &day
                            : part[0] == 'M' ? &month
                            : part[0] == 'y' ? &year
                                             : nullptr;
        if (number == nullptr) {
            if (!text.starts_with(part)) return std::nullopt;
            text.remove_prefix(part.size());
            continue;
        }
        const auto taken = take_number(text, part);
        if (!taken) return std::nullopt;
        *number = *taken;
    }
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!text.empty() || !date.ok()) return std::nullopt;
    return Date(date);
}

std::string write_date(Date date, std::string_view format)
{
    const std::chrono::year_month_day parts(date);
    const auto month = static_cast<unsigned>(parts.month());
    std::string text;
    while (!format.empty()) {
        const auto part = first_part(format);
        format.remove_prefix(part.size());
        if (part.starts_with("MMM"))
            text += month_name(month - 1, part);
        else if (part[0] == 'M')
            text += digits_text(static_cast<int>(month), part.size());
        else if (part[0] == 'd')
            text += digits_text(static_cast<int>(static_cast<unsigned>(parts.day())), part.size());
        else if (part[0] == 'y')
            text += digits_text(static_cast<int>(parts.year()), part.size());
        else
            text += part;
    }
    return text;
}

} // namespace muster::dialects::nudgescribe

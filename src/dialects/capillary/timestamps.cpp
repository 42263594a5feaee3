// Prints and reads dates and instants with an offset. Knows no entity.
#include "dialects/capillary/timestamps.h"

#include <cstdlib>

#include "base/instant.h"
#include "base/text.h"

namespace muster::dialects::capillary {

namespace {

std::string two_digits(std::int64_t number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

// "2031-4-5T…" as "2031-04-05T…"; anything else unchanged.
std::string pad_date(std::string_view text)
{
    const auto end = text.find_first_of("T t");
    const std::string_view date = text.substr(0, end);
    const auto first = date.find('-');
    const auto second = first == date.npos ? date.npos : date.find('-', first + 1);
    if (second == date.npos) return std::string(text);
    const auto month = parse_integer(date.substr(first + 1, second - first - 1));
    const auto day = parse_integer(date.substr(second + 1));
    if (!month || !day || *month < 0 || *day < 0) return std::string(text);
    std::string padded(date.substr(0, first + 1));
    padded += two_digits(*month) + '-' + two_digits(*day);
    if (end != text.npos) padded += text.substr(end);
    return padded;
}

} // namespace

std::string instant_text(Time time, std::chrono::minutes offset)
{
    std::string text = format_rfc3339(time + offset, Fraction::none);
    if (offset.count() == 0) return text;
    text.pop_back();
    const auto minutes = std::abs(offset.count());
    text += offset.count() < 0 ? '-' : '+';
    return text + two_digits(minutes / 60) + ':' + two_digits(minutes % 60);
}

std::string date_text(Time time, std::chrono::minutes offset)
{
    return format_date(std::chrono::floor<std::chrono::days>(time + offset));
}

std::optional<Time> parse_timestamp(std::string_view text)
{
    return parse_instant(pad_date(trim(text)));
}

Time after_second(Time end)
{
    return std::chrono::floor<std::chrono::seconds>(end) + std::chrono::seconds(1);
}

} // namespace muster::dialects::capillary

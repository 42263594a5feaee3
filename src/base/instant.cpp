// Each take_… function reads one part from the front of the text and removes it. Knows no API.
#include "base/instant.h"

#include <array>
#include <cstdio>

namespace muster {

namespace {

using namespace std::chrono;

// Reads one number of min to max digits from the front of text.
std::optional<int> take_digits(std::string_view& text, std::size_t min, std::size_t max)
{
    int value = 0;
    std::size_t count = 0;
    while (count < max && count < text.size() && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + (text[count++] - '0');
    }
    if (count < min) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool take_char(std::string_view& text, char expected)
{
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Date> take_date(std::string_view& text)
{
    const auto year_number = take_digits(text, 4, 4);
    if (!year_number || !take_char(text, '-')) return std::nullopt;
    const auto month_number = take_digits(text, 1, 2);
    if (!month_number || !take_char(text, '-')) return std::nullopt;
    const auto day_number = take_digits(text, 1, 2);
    if (!day_number) return std::nullopt;
    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                              day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

std::optional<microseconds> take_fraction(std::string_view& text)
{
    microseconds fraction{0};
    if (!take_char(text, '.')) return fraction;
    microseconds unit = seconds{1};
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
        unit /= 10; // becomes 0 after the sixth digit: further digits are ignored
        fraction += unit * (text[count] - '0');
    }
    if (count == 0 || count > 9) return std::nullopt;
    text.remove_prefix(count);
    return fraction;
}

std::optional<microseconds> take_time(std::string_view& text)
{
    const auto hour = take_digits(text, 1, 2);
    if (!hour || *hour > 23 || !take_char(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 1, 2);
    if (!minute || *minute > 59) return std::nullopt;
    microseconds time = hours{*hour} + minutes{*minute};
    if (!take_char(text, ':')) return time;
    const auto second = take_digits(text, 1, 2);
    if (!second || *second > 59) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    return time + seconds{*second} + *fraction;
}

void skip_blanks(std::string_view& text)
{
    while (take_char(text, ' ')) {
    }
}

std::optional<minutes> take_offset(std::string_view& text)
{
    skip_blanks(text);
    if (text.empty()) return minutes{0};
    if (take_char(text, 'Z') || take_char(text, 'z')) return minutes{0};
    const bool negative = text.starts_with('-');
    if (!take_char(text, '+') && !take_char(text, '-')) return std::nullopt;
    const auto hour = take_digits(text, 2, 2);
    if (!hour || *hour > 23) return std::nullopt;
    take_char(text, ':');
    const auto minute = take_digits(text, 2, 2);
    if (!minute || *minute > 59) return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return negative ? -offset : offset;
}

std::string print(Time time, char separator)
{
    const auto date = floor<days>(time);
    const year_month_day ymd{date};
    const hh_mm_ss clock{floor<seconds>(time) - date};
    std::array<char, 40> buffer{};
    std::snprintf(
        buffer.data(), buffer.size(), "%04d-%02u-%02u%c%02d:%02d:%02d",
        static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
        static_cast<unsigned>(ymd.day()), separator, static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return buffer.data();
}

} // namespace

std::string format_rfc3339(Time time, Fraction fraction)
{
    std::string text = print(time, 'T');
    const auto micros = static_cast<int>((time - floor<seconds>(time)).count());
    std::array<char, 16> buffer{};
    if (fraction == Fraction::milliseconds) {
        std::snprintf(buffer.data(), buffer.size(), ".%03d", micros / 1000);
    } else if (fraction == Fraction::microseconds) {
        std::snprintf(buffer.data(), buffer.size(), ".%06d", micros);
    }
    return text + buffer.data() + 'Z';
}

std::string format_plain(Time time) { return print(time, ' '); }

std::string format_date(Date date) { return print(date, 'T').substr(0, 10); }

std::optional<Date> parse_date(std::string_view text)
{
    if (text.size() != 10) return std::nullopt;
    const auto date = take_date(text);
    return text.empty() ? date : std::nullopt;
}

std::optional<Time> parse_instant(std::string_view text)
{
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    if (text.empty()) return Time{*date};
    if (!take_char(text, 'T') && !take_char(text, 't') && !take_char(text, ' ')) {
        return std::nullopt;
    }
    skip_blanks(text);
    const auto time = take_time(text);
    if (!time) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return Time{*date} + *time - *offset;
}

} // namespace muster

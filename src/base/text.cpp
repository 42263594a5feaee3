// Unicode by utf8proc and simdjson; the rest is plain loops. Knows no customers.
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <simdjson.h>
#include <utf8proc.h>

namespace muster {

namespace {

// Tests eight bytes at a time. Most texts are short ASCII: for them this takes less time than the
// call of a Unicode library.
bool is_ascii(std::string_view text)
{
    std::uint64_t seen = 0;
    for (; text.size() >= sizeof seen; text.remove_prefix(sizeof seen)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        seen |= word;
    }
    for (const char c : text) seen |= static_cast<unsigned char>(c);
    return (seen & 0x8080'8080'8080'8080U) == 0;
}

} // namespace

bool is_utf8(std::string_view text)
{
    return is_ascii(text) || simdjson::validate_utf8(text.data(), text.size());
}

std::size_t count_chars(std::string_view text)
{
    std::size_t count = 0;
    for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    return count;
}

std::string lower_ascii(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return lower;
}

std::string fold(std::string_view text)
{
    if (is_ascii(text)) return lower_ascii(text);
    utf8proc_uint8_t* folded = nullptr;
    const auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
    if (size < 0) return std::string(text);
    std::string result(reinterpret_cast<char*>(folded), static_cast<std::size_t>(size));
    std::free(folded);
    return result;
}

bool equal_ignoring_ascii_case(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    if (!text.empty() && text.front() > ' ' && text.back() > ' ')
        return text; // nothing to remove, as in most texts
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

namespace {

struct CodePointRange {
    std::int32_t first;
    std::int32_t last;
};

// Unicode's White_Space, and the format characters that no text begins or ends with for a reason.
constexpr std::array invisible_ranges{
    CodePointRange{0x09, 0x0D},     // tab and line ends
    CodePointRange{0x20, 0x20},     // blank
    CodePointRange{0x85, 0x85},     // next line
    CodePointRange{0xA0, 0xA0},     // no-break space
    CodePointRange{0x1680, 0x1680}, // Ogham space
    CodePointRange{0x2000, 0x200F}, // spaces of all widths, zero-width ones, direction marks
    CodePointRange{0x2028, 0x202F}, // separators, direction marks, narrow no-break space
    CodePointRange{0x205F, 0x2060}, // mathematical space, word joiner
    CodePointRange{0x2066, 0x2069}, // direction marks
    CodePointRange{0x3000, 0x3000}, // ideographic space
    CodePointRange{0xFEFF, 0xFEFF}, // byte order mark
};

// How many bytes the invisible character has that the text begins with; 0: there is none.
std::size_t invisible_size(std::string_view text)
{
    utf8proc_int32_t character = -1;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (size <= 0) return 0;
    const bool is_invisible =
        std::any_of(invisible_ranges.begin(), invisible_ranges.end(), [&](CodePointRange range) {
            return character >= range.first && character <= range.last;
        });
    return is_invisible ? static_cast<std::size_t>(size) : 0;
}

bool is_visible_ascii(char c) { return c > ' ' && c <= '~'; }

// Where the last character begins.
std::size_t last_character(std::string_view text)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    return at;
}

} // namespace

std::string_view trim_invisible(std::string_view text)
{
    while (!text.empty() && !is_visible_ascii(text.front())) {
        const auto size = invisible_size(text);
        if (size == 0) break;
        text.remove_prefix(size);
    }
    while (!text.empty() && !is_visible_ascii(text.back())) {
        const auto last = last_character(text);
        if (invisible_size(text.substr(last)) == 0) break;
        text = text.substr(0, last);
    }
    return text;
}

std::string digits_of(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits += c;
    }
    return digits;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> pieces;
    if (text.empty()) return pieces;
    for (;;) {
        const auto end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return pieces;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::int64_t> parse_integer(std::string_view text)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> parse_number(std::string_view text)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::string format_number(double value)
{
    // Whole numbers separately, because to_chars writes 100000 as 1e+05.
    constexpr double exact = 9007199254740992.0; // 2^53: below it every whole number is a double
    if (std::abs(value) < exact && value == std::trunc(value)) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), result.ptr};
}

std::string to_hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        hex += digits[value >> 4U];
        hex += digits[value & 15U];
    }
    return hex;
}

namespace {

constexpr std::string_view plain_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode_base64(std::string_view bytes, std::string_view alphabet, bool padded)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8U | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < count + 1; ++j) {
            text += alphabet[group >> (18U - 6U * static_cast<unsigned>(j)) & 63U];
        }
        if (padded) text.append(3 - count, '=');
    }
    return text;
}

std::optional<std::uint32_t> base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
    if (c == '+' || c == '-') return 62U;
    if (c == '/' || c == '_') return 63U;
    return std::nullopt;
}

} // namespace

std::string to_base64(std::string_view bytes) { return encode_base64(bytes, plain_alphabet, true); }
std::string to_base64url(std::string_view bytes)
{
    return encode_base64(bytes, url_alphabet, false);
}

std::optional<std::string> from_base64(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto value = base64_value(c);
        if (!value) return std::nullopt;
        group = group << 6U | *value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 255U);
        }
    }
    return bytes;
}

} // namespace muster

// Text: UTF-8, folding, trimming, numbers, hex and base64. Knows no customers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

bool is_utf8(std::string_view text);
// The number of code points; the text must be valid UTF-8.
std::size_t count_chars(std::string_view text);
// The form of a text for comparisons that ignore case: Unicode case folding and canonical
// composition. Text that is not UTF-8 is returned unchanged.
std::string fold(std::string_view text);
// Changes ASCII letters only: for header names, scheme names and hex.
std::string lower_ascii(std::string_view text);
bool equal_ignoring_ascii_case(std::string_view a, std::string_view b);
// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);
// Without anything invisible at both ends: blanks and line ends of Unicode, zero-width characters
// and direction marks, which come along when text is copied from a document or a web page.
std::string_view trim_invisible(std::string_view text);
// Only the ASCII digits of text: "+44 (0)20" gives "44020".
std::string digits_of(std::string_view text);
// "a,b,,c" gives four pieces; "" gives none.
std::vector<std::string_view> split(std::string_view text, char separator);

// An optional sign and decimal digits; nullopt when the text contains anything else.
std::optional<std::int64_t> parse_integer(std::string_view text);
// A finite decimal number (sign, point, exponent); nullopt when the text contains anything else.
std::optional<double> parse_number(std::string_view text);
// Shortest text that reads back as the same double; integral values without a point: 12, 0.5.
std::string format_number(double value);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes); // no padding
// Reads both alphabets, with or without padding; nullopt when the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

} // namespace muster

// LIKE: whether a text matches a pattern.
#pragma once

#include <string_view>

namespace muster::rule {

// % stands for any text, _ for one code point, \ takes the next one literally. Compares bytes. Both
// are UTF-8. Takes a few dozen steps for each byte of the text at most, whatever the pattern.
bool is_like(std::string_view text, std::string_view pattern);

// A pattern must not end in a single \.
bool is_pattern(std::string_view pattern);

} // namespace muster::rule

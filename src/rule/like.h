// The LIKE operator: whether a text matches a pattern.
#pragma once

#include <string_view>

namespace muster::rule {

// % matches any text, _ matches one code point, and \ makes the next character literal. Compares
// bytes; both must be UTF-8. The time is linear in the text for every pattern, so that no pattern
// can be used for an attack.
bool is_like(std::string_view text, std::string_view pattern);

// Whether the pattern is valid: it must not end with a single \.
bool is_pattern(std::string_view pattern);

} // namespace muster::rule

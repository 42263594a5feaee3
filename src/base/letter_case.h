// Upper and lower case of Unicode letters, one code point for one, as PostgreSQL's UPPER and LOWER
// change them. For comparisons that ignore case in the way of people, see fold() in base/text.h.
#pragma once

#include <string>
#include <string_view>

namespace muster {

// Bytes that are not UTF-8 stay as they are.
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

} // namespace muster

// Reads the text of a rule into a tree. Knows no fields and no groups: names stay as written until
// rule/check.h resolves them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// invalid_value with subject "rule" and a message that names the place, what was found and what
// would be right; too_large over limits::rule_bytes, rule_nodes or rule_depth.
Result<Rule> parse(std::string_view text);

// "at 1:14 (byte 13)": line and column, in code points, of a byte of text.
std::string place_in(std::string_view text, std::size_t offset);

} // namespace muster::rule

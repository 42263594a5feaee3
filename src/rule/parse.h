// Reads the text of a rule into a tree. Knows no fields and no groups: names stay as written until
// rule/check.h resolves them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// Fails with subject "rule": invalid_value with a message that has the position, what was found and
// what was expected; or too_large beyond limits::rule_bytes, rule_nodes or rule_depth.
Result<Rule> parse(std::string_view text);

// "at 1:14 (byte 13)": the line and the column (in code points) of a byte offset.
std::string position_in(std::string_view text, std::size_t offset);

} // namespace muster::rule

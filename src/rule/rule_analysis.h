// Facts about a rule that follow from its tree, and operations on trees.
#pragma once

#include <vector>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// Whether time alone may change what it says.
bool depends_on_time(const Rule& rule);
// The groups that it names, each once, in order.
std::vector<GroupId> groups_of(const Rule& rule);
// Equal but for where they stand in a text.
bool equal_rules(const Rule& a, const Rule& b);

// All or any of the parts, flat: parts of the same kind become parts of the whole, a single one
// stands for itself.
Rule combine(Rule::Op op, std::vector<Rule> parts);
Rule negation(Rule part);

// The greatest cost of evaluating it for one customer, in conditions: each counts one, and one more
// for every 16 values of IN and every 16 bytes of a LIKE pattern.
std::size_t cost_of(const Rule& rule);
// too_large over limits::rule_nodes or rule_depth.
Result<void> check_size(const Rule& rule);

} // namespace muster::rule

// Properties of rules that follow from their trees, and operations on trees.
#pragma once

#include <vector>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// An operand and a moment that it is compared with. The truth of the rule changes
// without a write only when such a moment passes the value of a customer.
struct MovingTerm {
    std::string operand;
    Term moment{};
    Type type = Type::text; // of the operand
    const TimeZone* zone = nullptr;
    friend bool operator==(const MovingTerm&, const MovingTerm&) = default;
};
// Those of the rule, without those of groups that it names; each once.
std::vector<MovingTerm> moving_terms(const Rule& rule);
// Whether the rule has such a term.
bool depends_on_time(const Rule& rule);
// Whether the condition is MEMBER OF, with or without SINCE.
bool is_membership(const Rule& leaf);
// Whether it is MEMBER OF … SINCE.
bool is_since(const Rule& leaf);
// The groups that the rule names, each once, sorted by id.
std::vector<GroupId> groups_of(const Rule& rule);
// Whether two rules are equal; their positions in a text are ignored.
bool equal_rules(const Rule& a, const Rule& b);

// Combines the parts by `op` (all or any) into a flat tree: a part with the same `op` is replaced
// by its own parts. A single part is returned as it is.
Rule combine(Rule::Op op, std::vector<Rule> parts);
Rule negation(Rule part);

// The greatest cost of evaluating the rule for one customer. The unit is one node. Each 16 values
// of IN, and each 16 bytes of a LIKE pattern, cost one more.
std::size_t cost_of(const Rule& rule);
// too_large over limits::rule_nodes or rule_depth.
Result<void> check_size(const Rule& rule);

} // namespace muster::rule

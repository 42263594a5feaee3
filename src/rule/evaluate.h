// What a rule says of one customer: the reference that every faster way must equal. Knows no index.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/rule.h"

namespace muster::rule {

// Whether the customer in question is a live member of the group, by hand or by its rule.
using IsIn = std::function<bool(GroupId)>;

// As PostgreSQL with the C collation decides; `now` is what NOW() is. The rule is checked.
Truth evaluate(const Rule& rule, const Customer& customer, Time now, const IsIn& is_in);

// The value of an operand of a checked rule; null when the customer has none.
Value value_of(const Customer& customer, std::string_view operand);

// Why: one for each node of the rule, in its shape.
struct Explanation {
    std::string text; // the node, printed
    Truth truth = Truth::unknown;
    Value value; // of the operand, where there is one
    std::vector<Explanation> parts;
};
Explanation explain(const Rule& rule, const Customer& customer, Time now, const IsIn& is_in);

} // namespace muster::rule

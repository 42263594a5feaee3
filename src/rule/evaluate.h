// Evaluates a rule for one customer. The index must give the same answers as this code.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rule/rule.h"

namespace muster::rule {

// Since when the customer is a live member of the group, static or dynamic. nullopt: it is none.
// Rules compare the time of static groups only; that of a dynamic one may be any.
using MemberSince = std::function<std::optional<Time>(GroupId)>;

// Gives the answers of PostgreSQL with the C collation. `now` is the value of NOW(). The rule must
// be checked (rule/check.h).
Truth evaluate(const Rule& rule, const Customer& customer, Time now,
               const MemberSince& member_since);

// The truth of a leaf with an operand for one value of the operand.
Truth evaluate_value(const Rule& leaf, const Value& value, Time now);

// The value of an operand of a checked rule; null when the customer has none.
Value value_of(const Customer& customer, std::string_view operand);

// Why a rule is true or false for a customer: one explanation for each node, in the same tree.
struct Explanation {
    std::string text; // the node as printed
    Truth truth = Truth::unknown;
    Value value; // of the node's operand; of SINCE: the time since; null without one
    std::vector<Explanation> parts;
};
Explanation explain(const Rule& rule, const Customer& customer, Time now,
                    const MemberSince& member_since);

} // namespace muster::rule

#include "rule/standing/predicate.h"

#include <algorithm>
#include <cmath>

#include "model/compare.h"
#include "rule/moment.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;
using NodeOp = ProgramNode::Op;

// An estimate of the time for one customer: memberships may have to be read from the store.
int cost_of_leaf(const Rule& leaf)
{
    if (input_of(leaf) == PredicateInput::membership) return 20;
    return leaf.op == Op::like ? 5 : 1;
}

NormalRule leaf_of(Rule leaf, bool negated)
{
    const int cost = cost_of_leaf(leaf);
    return {NodeOp::predicate, {std::move(leaf), negated ? Truth::no : Truth::yes}, {}, cost};
}

NormalRule joined(NodeOp op, std::vector<NormalRule> parts)
{
    NormalRule whole{op, {}, std::move(parts), 1};
    for (const auto& part : whole.parts) whole.cost = std::min(whole.cost + part.cost, 1'000'000);
    std::stable_sort(whole.parts.begin(), whole.parts.end(),
                     [](const NormalRule& a, const NormalRule& b) { return a.cost < b.cost; });
    return whole;
}

Rule bound(const Rule& between, Op op, std::size_t term)
{
    Rule leaf = between;
    leaf.op = op;
    leaf.terms = {between.terms[term]};
    return leaf;
}

} // namespace

PredicateInput input_of(const Rule& leaf)
{
    if (is_membership(leaf)) return PredicateInput::membership;
    return leaf.operand.empty() ? PredicateInput::nothing : PredicateInput::operand;
}

GroupId group_of(const Rule& leaf) { return leaf.op == Op::member_of ? leaf.group : GroupId{}; }

PredicateForm form_of(const Predicate& predicate)
{
    // Constants are then those of the function's result, not of the stored value.
    if (predicate.leaf.function != Function::none) return PredicateForm::other;
    const bool is_wanted = predicate.wanted == Truth::yes;
    switch (predicate.leaf.op) {
    case Op::less:
    case Op::less_or_equal: return is_wanted ? PredicateForm::below : PredicateForm::above;
    case Op::greater:
    case Op::greater_or_equal: return is_wanted ? PredicateForm::above : PredicateForm::below;
    case Op::equal:
    case Op::in: return is_wanted ? PredicateForm::among : PredicateForm::excluding;
    case Op::not_equal: return is_wanted ? PredicateForm::excluding : PredicateForm::among;
    default: return PredicateForm::other;
    }
}

std::string identity_of(const Predicate& predicate)
{
    const auto* zone = predicate.leaf.zone;
    return (predicate.wanted == Truth::yes ? "" : "NOT ") + print(predicate.leaf) +
           (zone == nullptr ? "" : " in " + zone->name());
}

ValueClass class_of(const Value& value)
{
    if (const auto* real = std::get_if<double>(&value)) {
        return std::isnan(*real) ? ValueClass::none : ValueClass::number;
    }
    if (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<Decimal>(value)) {
        return ValueClass::number;
    }
    if (std::holds_alternative<std::string>(value)) return ValueClass::text;
    if (std::holds_alternative<bool>(value)) return ValueClass::boolean;
    const bool is_time = std::holds_alternative<Time>(value) || std::holds_alternative<Date>(value);
    return is_time ? ValueClass::time : ValueClass::none;
}

bool has_plain_value(const Rule& leaf, const Term& term)
{
    const bool has_other_order = leaf.type == Type::date && is_instant(term);
    return !term.is_moment && !has_other_order && class_of(term.value) != ValueClass::none;
}

bool ValueOrder::operator()(const Value& a, const Value& b) const
{
    const auto class_of_a = class_of(a);
    const auto class_of_b = class_of(b);
    if (class_of_a != class_of_b) return class_of_a < class_of_b;
    if (class_of_a != ValueClass::time) return compare_values(a, b) < 0;
    return compare_values(as_time(a), as_time(b)) < 0;
}

// De Morgan, which also holds with unknown: "not all" is "any is false".
NormalRule normal_form(const Rule& rule, bool negated)
{
    switch (rule.op) {
    case Op::negate: return normal_form(rule.parts.front(), !negated);
    case Op::all:
    case Op::any: {
        std::vector<NormalRule> parts;
        for (const auto& part : rule.parts) parts.push_back(normal_form(part, negated));
        return joined((rule.op == Op::all) != negated ? NodeOp::all : NodeOp::any,
                      std::move(parts));
    }
    case Op::between: {
        std::vector<NormalRule> parts;
        parts.push_back(leaf_of(bound(rule, Op::greater_or_equal, 0), negated));
        parts.push_back(leaf_of(bound(rule, Op::less_or_equal, 1), negated));
        return joined(negated ? NodeOp::any : NodeOp::all, std::move(parts));
    }
    default: return leaf_of(rule, negated);
    }
}

} // namespace muster::rule

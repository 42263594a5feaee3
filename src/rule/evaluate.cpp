// Evaluates the tree recursively; check() has limited its depth (limits::rule_depth). Knows no
// index.
#include "rule/evaluate.h"

#include <algorithm>

#include "model/compare.h"
#include "model/schema.h"
#include "rule/function.h"
#include "rule/like.h"
#include "rule/moment.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;

Truth truth_of(bool is_true) { return is_true ? Truth::yes : Truth::no; }

Truth opposite(Truth truth)
{
    if (truth == Truth::unknown) return truth;
    return truth_of(truth == Truth::no);
}

Truth compare(Op op, const Value& value, const Value& wanted)
{
    if (is_null(value) || is_null(wanted)) return Truth::unknown;
    const auto order = compare_values(as_time(value), as_time(wanted));
    switch (op) {
    case Op::equal: return truth_of(order == 0);
    case Op::not_equal: return truth_of(order != 0);
    case Op::less: return truth_of(order < 0);
    case Op::less_or_equal: return truth_of(order <= 0);
    case Op::greater: return truth_of(order > 0);
    default: return truth_of(order >= 0);
    }
}

// With no < unknown < yes, AND is the least truth of its parts and OR the greatest. Both stop at
// the first part that decides.
template <class Each>
Truth least(std::size_t count, Each each)
{
    Truth result = Truth::yes;
    for (std::size_t i = 0; i < count && result != Truth::no; ++i) {
        result = std::min(result, each(i));
    }
    return result;
}

template <class Each>
Truth greatest(std::size_t count, Each each)
{
    Truth result = Truth::no;
    for (std::size_t i = 0; i < count && result != Truth::yes; ++i) {
        result = std::max(result, each(i));
    }
    return result;
}

Truth matches_pattern(Op op, const Value& value, const Value& pattern)
{
    if (is_null(value) || is_null(pattern)) return Truth::unknown;
    if (op == Op::like) return truth_of(is_like(text_of(value), text_of(pattern)));
    return truth_of(is_like(lower_case(text_of(value)), lower_case(text_of(pattern))));
}

Truth has_items(const Rule& rule, const Value& value)
{
    const auto* list = std::get_if<TextList>(&value);
    if (list == nullptr) return Truth::unknown;
    const auto is_in = [&](const Term& term) {
        return std::find(list->begin(), list->end(), text_of(term.value)) != list->end();
    };
    return truth_of(rule.op == Op::overlaps
                        ? std::any_of(rule.terms.begin(), rule.terms.end(), is_in)
                        : std::all_of(rule.terms.begin(), rule.terms.end(), is_in));
}

Truth constant_truth(const Value& value)
{
    const auto* flag = std::get_if<bool>(&value);
    return flag == nullptr ? Truth::unknown : truth_of(*flag);
}

// `raw` is the value of the operand.
Truth test(const Rule& rule, const Value& raw, Time now)
{
    const Value value = function_value(rule.function, raw, rule.zone);
    const auto* date = std::get_if<Date>(&value);
    const auto term = [&](std::size_t i) {
        return value_at(rule.terms[i], rule.type, rule.zone, now);
    };
    const auto compared = [&](Op op, std::size_t i) {
        const bool is_midnight = date != nullptr && is_instant(rule.terms[i]);
        return compare(op, is_midnight ? Value{midnight_of(*date, rule.zone)} : value, term(i));
    };
    switch (rule.op) {
    case Op::is_null: return truth_of(is_null(value));
    case Op::like:
    case Op::ilike: return matches_pattern(rule.op, value, term(0));
    case Op::overlaps:
    case Op::contains_all: return has_items(rule, value);
    case Op::between:
        return std::min(compared(Op::greater_or_equal, 0), compared(Op::less_or_equal, 1));
    case Op::in:
        return greatest(rule.terms.size(), [&](std::size_t i) { return compared(Op::equal, i); });
    default: return compared(rule.op, 0);
    }
}

Truth began(const Rule& rule, std::optional<Time> since, Time now)
{
    if (!since) return Truth::no;
    const auto moment = value_at(rule.terms.front(), rule.type, rule.zone, now);
    return compare(rule.op == Op::since_before ? Op::less : Op::greater, *since, moment);
}

// The truth of a node; each(i) returns the truth of its part i. evaluate() evaluates the part then,
// explain() has evaluated all parts before.
template <class Each>
Truth join(const Rule& rule, const Each& each, const Customer& customer, Time now,
           const MemberSince& member_since)
{
    switch (rule.op) {
    case Op::all: return least(rule.parts.size(), each);
    case Op::any: return greatest(rule.parts.size(), each);
    case Op::negate: return opposite(each(0));
    case Op::constant: return constant_truth(rule.terms.front().value);
    case Op::member_of: return truth_of(member_since(rule.group).has_value());
    case Op::since_before:
    case Op::since_after: return began(rule, member_since(rule.group), now);
    default: return test(rule, value_of(customer, rule.operand), now);
    }
}

} // namespace

Truth evaluate(const Rule& rule, const Customer& customer, Time now,
               const MemberSince& member_since)
{
    const auto each = [&](std::size_t i) {
        return evaluate(rule.parts[i], customer, now, member_since);
    };
    return join(rule, each, customer, now, member_since);
}

Truth evaluate_value(const Rule& leaf, const Value& value, Time now)
{
    return test(leaf, value, now);
}

Value value_of(const Customer& customer, std::string_view operand)
{
    constexpr std::string_view fields = "fields.";
    if (operand.starts_with(fields)) {
        const Value* value = customer.fields.find(operand.substr(fields.size()));
        return value == nullptr ? Value{} : *value;
    }
    const auto* member = find_member<Customer>(operand);
    return member == nullptr ? Value{} : member->get(customer);
}

Explanation explain(const Rule& rule, const Customer& customer, Time now,
                    const MemberSince& member_since)
{
    Explanation explanation{print(rule), Truth::unknown, {}, {}};
    if (is_since(rule)) {
        if (const auto since = member_since(rule.group)) explanation.value = *since;
    } else if (!rule.operand.empty()) {
        explanation.value = value_of(customer, rule.operand);
    }
    for (const auto& part : rule.parts) {
        explanation.parts.push_back(explain(part, customer, now, member_since));
    }
    const auto each = [&](std::size_t i) { return explanation.parts[i].truth; };
    explanation.truth = join(rule, each, customer, now, member_since);
    return explanation;
}

} // namespace muster::rule

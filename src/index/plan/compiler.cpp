#include "index/plan/compiler.h"

#include <algorithm>

#include "base/limits.h"
#include "index/plan/condition.h"
#include "rule/evaluate.h"
#include "rule/function.h"
#include "rule/moment.h"

namespace muster::index {

using namespace model;
using namespace rule;

namespace {

using RuleOp = Rule::Op;
using FilterOp = Filter::Op;
using Wanted = ConditionOp;

Polarity polarity_of(bool negated) { return negated ? Polarity::not_matching : Polarity::matching; }

Wanted wanted_for(RuleOp op)
{
    switch (op) {
    case RuleOp::less: return Wanted::less;
    case RuleOp::less_or_equal: return Wanted::less_or_equal;
    case RuleOp::greater: return Wanted::greater;
    case RuleOp::greater_or_equal: return Wanted::greater_or_equal;
    case RuleOp::like: return Wanted::like;
    case RuleOp::ilike: return Wanted::ilike;
    default: return Wanted::equal;
    }
}

Wanted wanted_for(FilterOp op)
{
    switch (op) {
    case FilterOp::less: return Wanted::less;
    case FilterOp::less_or_equal: return Wanted::less_or_equal;
    case FilterOp::greater: return Wanted::greater;
    case FilterOp::greater_or_equal: return Wanted::greater_or_equal;
    case FilterOp::contains: return Wanted::contains;
    case FilterOp::equal_folded: return Wanted::folded;
    default: return Wanted::equal;
    }
}

struct WantedTerm {
    const Rule& rule;
    const Term& term;
    const Value& value; // not null
};

// An instant is compared with dates as the dates that begin before it or behind it.
ColumnCondition condition_for(RuleOp op, const WantedTerm& wanted)
{
    if (wanted.rule.type != Type::date || !is_instant(wanted.term)) {
        return {wanted_for(op), {wanted.value}, Dates::as_times};
    }
    const auto bounds = bounds_of(std::get<Time>(wanted.value), wanted.rule.zone);
    switch (op) {
    case RuleOp::less: return {Wanted::less, {bounds.lower}, Dates::apart};
    case RuleOp::less_or_equal: return {Wanted::less, {bounds.upper}, Dates::apart};
    case RuleOp::greater: return {Wanted::greater_or_equal, {bounds.upper}, Dates::apart};
    case RuleOp::greater_or_equal: return {Wanted::greater_or_equal, {bounds.lower}, Dates::apart};
    default: break;
    }
    ColumnCondition condition{Wanted::equal, {}, Dates::apart};
    for (Date date = bounds.lower; date < bounds.upper; date += std::chrono::days{1}) {
        condition.wanted.emplace_back(date);
    }
    return condition;
}

} // namespace

const Compiler::Columns& Compiler::columns_of(std::string_view operand) const
{
    static const Columns none;
    const auto* known = index_.operand(operand);
    return known == nullptr ? none : known->columns;
}

PlanNode Compiler::of(const Rule& rule, bool negated)
{
    switch (rule.op) {
    case RuleOp::all:
    case RuleOp::any: return joined_parts(rule, negated);
    case RuleOp::negate: return of(rule.parts.front(), !negated);
    case RuleOp::member_of: return of_group(rule.group, negated);
    case RuleOp::since_before:
    case RuleOp::since_after: return since(rule, negated);
    case RuleOp::constant: {
        const auto* flag = std::get_if<bool>(&rule.terms.front().value);
        return constant(flag != nullptr && *flag != negated);
    }
    default: return leaf(rule, negated);
    }
}

// De Morgan: "not all" is "any is false", "not any" is "all are false".
PlanNode Compiler::joined_parts(const Rule& rule, bool negated)
{
    std::vector<PlanNode> nodes;
    nodes.reserve(rule.parts.size());
    for (const auto& part : rule.parts) nodes.push_back(of(part, negated));
    const bool is_all = (rule.op == RuleOp::all) != negated;
    return is_all ? all(std::move(nodes)) : any(std::move(nodes));
}

PlanNode Compiler::leaf(const Rule& rule, bool negated)
{
    if (is_part(rule.function)) return of_part(rule, negated);
    if (rule.function != Function::none) return of_function(rule, negated);
    switch (rule.op) {
    case RuleOp::overlaps:
    case RuleOp::contains_all: return of_items(rule, negated);
    case RuleOp::is_null: return known(columns_of(rule.operand), !negated);
    case RuleOp::in: return one_of(rule, negated);
    case RuleOp::not_equal: return comparison(rule, RuleOp::equal, rule.terms.front(), !negated);
    case RuleOp::between: {
        std::vector<PlanNode> nodes;
        nodes.push_back(comparison(rule, RuleOp::greater_or_equal, rule.terms[0], negated));
        nodes.push_back(comparison(rule, RuleOp::less_or_equal, rule.terms[1], negated));
        return negated ? any(std::move(nodes)) : all(std::move(nodes));
    }
    default: return comparison(rule, rule.op, rule.terms.front(), negated);
    }
}

PlanNode Compiler::comparison(const Rule& rule, RuleOp op, const Term& term, bool negated)
{
    const Value wanted = value_at(term, rule.type, rule.zone, now_);
    if (is_null(wanted)) return constant(false); // the comparison is unknown for all
    auto condition = condition_for(op, {rule, term, wanted});
    return node_of(columns_of(rule.operand), condition, polarity_of(negated), budget_.bytes);
}

PlanNode Compiler::one_of(const Rule& rule, bool negated)
{
    ColumnCondition condition{Wanted::equal, {}, Dates::as_times};
    for (const auto& term : rule.terms) {
        const Value wanted = value_at(term, rule.type, rule.zone, now_);
        if (!is_null(wanted)) {
            for (auto& value : condition_for(RuleOp::equal, {rule, term, wanted}).wanted) {
                condition.wanted.push_back(std::move(value));
            }
        } else if (negated) {
            return constant(false); // NOT IN a list with a null is never true
        }
    }
    return node_of(columns_of(rule.operand), condition, polarity_of(negated), budget_.bytes);
}

// The items of a list are pieces of its text; each distinct list is searched once.
PlanNode Compiler::of_items(const Rule& rule, bool negated)
{
    std::vector<std::string> pieces;
    for (const auto& term : rule.terms) pieces.push_back(packed_item(text_of(term.value)));
    const bool is_all = rule.op == RuleOp::contains_all;
    const TextTest test([pieces, is_all, negated](std::string_view list) {
        const auto is_in = [&](const std::string& piece) { return list.find(piece) != list.npos; };
        const bool is_met = is_all ? std::all_of(pieces.begin(), pieces.end(), is_in)
                                   : std::any_of(pieces.begin(), pieces.end(), is_in);
        return is_met != negated;
    });
    return texts_that(columns_of(rule.operand), test, budget_.bytes);
}

// Each distinct text is evaluated once. Without a text, the function has no value.
PlanNode Compiler::of_function(const Rule& rule, bool negated)
{
    const bool is_null_wanted = rule.op == RuleOp::is_null && !negated;
    const auto wanted = negated || is_null_wanted ? Truth::no : Truth::yes;
    const TextTest test([rule, wanted, now = now_](std::string_view text) {
        return evaluate_value(rule, Value{std::string(text)}, now) == wanted;
    });
    auto node = texts_that(columns_of(rule.operand), test, budget_.bytes);
    if (!is_null_wanted) return node;
    PlanNode others{.op = PlanOp::except};
    others.parts.push_back(std::move(node));
    return others;
}

PlanNode Compiler::of_part(const Rule& rule, bool negated)
{
    std::vector<PlanNode> nodes;
    for (const auto& column : columns_of(rule.operand)) {
        const auto type = column.type().cell_type;
        if (type != CellType::date && type != CellType::time) continue;
        nodes.push_back({.op = PlanOp::days,
                         .cells = column.cells(),
                         .days = std::make_shared<DayTest>(rule, type, now_, negated)});
    }
    return any(std::move(nodes));
}

PlanNode Compiler::since(const Rule& rule, bool negated)
{
    const auto* group = index_.group(rule.group);
    const auto comparison =
        rule.op == RuleOp::since_before ? CellComparison::less : CellComparison::greater;
    const auto range =
        cells_that({CellType::time}, comparison,
                   value_at(rule.terms.front(), rule.type, rule.zone, now_), Dates::as_times);
    if (group == nullptr || !range) return constant(negated);
    return {.op = PlanOp::since,
            .inverted = negated,
            .ranges = {*range},
            .beginnings = group->beginnings};
}

PlanNode Compiler::of_group(GroupId id, bool inverted)
{
    const auto* group = index_.group(id);
    if (group == nullptr) return constant(inverted);
    if (group->text.empty()) {
        return {.op = PlanOp::set, .inverted = inverted, .set = group->members};
    }
    if (!group->is_there || group->rule == nullptr) return constant(inverted);
    auto known = groups_.find(id);
    if (known == groups_.end()) {
        // The directory refuses cyclic rules. The empty plan is a second defence: if there is a
        // cycle, the group selects no customer, and the recursion ends.
        groups_[id] = std::make_shared<GroupPlan>();
        groups_[id]->root = constant(false);
        groups_[id]->root = of(*group->rule);
        known = groups_.find(id);
    }
    return {.op = PlanOp::group, .inverted = inverted, .group = known->second};
}

Result<PlanNode> Compiler::of(const Filter& filter) { return of(filter, false, 1); }

Result<PlanNode> Compiler::of(const Filter& filter, bool negated, std::size_t depth)
{
    if (depth > limits::rule_depth) return fail(Code::too_large, "filter", "is nested too deeply");
    switch (filter.op) {
    case FilterOp::all:
    case FilterOp::any: return joined_parts(filter, negated, depth);
    case FilterOp::negate: return of(filter.parts.front(), !negated, depth + 1);
    case FilterOp::member_of: return member_of(filter.values, negated);
    case FilterOp::satisfies: {
        PlanNode whole = of(*filter.rule);
        if (!negated) return whole;
        PlanNode node{.op = PlanOp::except};
        node.parts.push_back(std::move(whole));
        return node;
    }
    default: return leaf(filter, negated);
    }
}

Result<PlanNode> Compiler::joined_parts(const Filter& filter, bool negated, std::size_t depth)
{
    std::vector<PlanNode> nodes;
    nodes.reserve(filter.parts.size());
    for (const auto& part : filter.parts) nodes.push_back(TRY(of(part, negated, depth + 1)));
    const bool is_all = (filter.op == FilterOp::all) != negated;
    return is_all ? all(std::move(nodes)) : any(std::move(nodes));
}

PlanNode Compiler::member_of(const std::vector<Value>& groups, bool negated)
{
    std::vector<PlanNode> nodes;
    for (const auto& group : groups) {
        const auto* id = std::get_if<std::int64_t>(&group);
        if (id != nullptr) nodes.push_back(of_group(GroupId{*id}, negated));
    }
    return negated ? all(std::move(nodes)) : any(std::move(nodes));
}

Result<PlanNode> Compiler::leaf(const Filter& filter, bool negated)
{
    if (!is_indexed(filter.operand, index_.extras())) {
        return fail(Code::unsupported, "filter", filter.operand + " is not in the index");
    }
    const auto& columns = columns_of(filter.operand);
    if (filter.op == FilterOp::is_null) return known(columns, !negated);
    ColumnCondition condition{wanted_for(filter.op), filter.values, Dates::apart};
    if (filter.op != FilterOp::in && !condition.wanted.empty()) condition.wanted.resize(1);
    if (condition.wanted.empty()) return constant(negated);
    return node_of(columns, condition, negated ? Polarity::all_but_matching : Polarity::matching,
                   budget_.bytes);
}

} // namespace muster::index

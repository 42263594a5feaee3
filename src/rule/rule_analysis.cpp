// Recursive functions over the tree. parse() and check() limit its depth (limits::rule_depth).
#include "rule/rule_analysis.h"

#include <algorithm>

#include "base/limits.h"

namespace muster::rule {

namespace {

void collect_groups(const Rule& rule, std::vector<GroupId>& groups)
{
    if (is_membership(rule)) groups.push_back(rule.group);
    for (const auto& part : rule.parts) collect_groups(part, groups);
}

struct Size {
    std::size_t nodes = 0;
    bool is_too_deep = false;
};

void measure(const Rule& rule, std::size_t depth, Size& size)
{
    ++size.nodes;
    size.is_too_deep = size.is_too_deep || depth > limits::rule_depth;
    if (size.is_too_deep) return;
    for (const auto& part : rule.parts) measure(part, depth + 1, size);
}

void collect_moving_terms(const Rule& rule, std::vector<MovingTerm>& terms)
{
    for (const auto& term : rule.terms) {
        MovingTerm moving{rule.operand, term, rule.type, rule.zone};
        if (term.is_moment && std::find(terms.begin(), terms.end(), moving) == terms.end()) {
            terms.push_back(std::move(moving));
        }
    }
    for (const auto& part : rule.parts) collect_moving_terms(part, terms);
}

} // namespace

std::vector<MovingTerm> moving_terms(const Rule& rule)
{
    std::vector<MovingTerm> terms;
    collect_moving_terms(rule, terms);
    return terms;
}

bool depends_on_time(const Rule& rule)
{
    return std::any_of(rule.terms.begin(), rule.terms.end(),
                       [](const Term& term) { return term.is_moment; }) ||
           std::any_of(rule.parts.begin(), rule.parts.end(), depends_on_time);
}

bool is_since(const Rule& leaf)
{
    return leaf.op == Rule::Op::since_before || leaf.op == Rule::Op::since_after;
}

bool is_membership(const Rule& leaf) { return leaf.op == Rule::Op::member_of || is_since(leaf); }

std::vector<GroupId> groups_of(const Rule& rule)
{
    std::vector<GroupId> groups;
    collect_groups(rule, groups);
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

bool equal_rules(const Rule& a, const Rule& b)
{
    return a.op == b.op && a.operand == b.operand && a.type == b.type && a.function == b.function &&
           a.terms == b.terms && a.group == b.group &&
           std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), equal_rules);
}

Rule combine(Rule::Op op, std::vector<Rule> parts)
{
    if (parts.size() == 1) return std::move(parts.front());
    Rule whole;
    whole.op = op;
    if (!parts.empty()) {
        whole.begin = parts.front().begin;
        whole.end = parts.back().end;
    }
    for (auto& part : parts) {
        if (part.op == op) {
            std::move(part.parts.begin(), part.parts.end(), std::back_inserter(whole.parts));
        } else {
            whole.parts.push_back(std::move(part));
        }
    }
    return whole;
}

Rule negation(Rule part)
{
    Rule whole;
    whole.op = Rule::Op::negate;
    whole.begin = part.begin;
    whole.end = part.end;
    whole.parts.push_back(std::move(part));
    return whole;
}

std::size_t cost_of(const Rule& rule)
{
    constexpr std::size_t of_one_condition = 16;
    std::size_t compared = rule.terms.size();
    if (rule.op == Rule::Op::like || rule.op == Rule::Op::ilike) {
        const auto* pattern = std::get_if<std::string>(&rule.terms.front().value);
        if (pattern != nullptr) compared += pattern->size();
    }
    std::size_t cost = 1 + compared / of_one_condition;
    for (const auto& part : rule.parts) cost += cost_of(part);
    return cost;
}

Result<void> check_size(const Rule& rule)
{
    Size size;
    measure(rule, 1, size);
    if (size.is_too_deep) {
        return fail(Code::too_large, "rule",
                    "a rule is at most " + std::to_string(limits::rule_depth) + " levels deep");
    }
    if (size.nodes > limits::rule_nodes) {
        return fail(Code::too_large, "rule",
                    "a rule has at most " + std::to_string(limits::rule_nodes) +
                        " conditions; IN (…) takes any number of values as one");
    }
    return {};
}

} // namespace muster::rule

// Visits the tree once and resolves each leaf. Knows no syntax.
#include "rule/check.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "rule/coerce.h"
#include "rule/constant.h"
#include "rule/lexer.h"
#include "rule/operand.h"
#include "rule/parse.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::rule {

namespace {

using Op = Rule::Op;

Failure no_group(const std::string& message) { return fail(Code::invalid_value, "rule", message); }

// At most two groups: enough to see that the name is ambiguous.
Result<std::vector<Group>> groups_named(const RuleNames& names, std::string_view name)
{
    Query query;
    query.kind = Kind::group;
    query.tenant = names.tenant;
    query.filter = equals("name", std::string(name));
    query.limit = 2;
    auto page = TRY(names.rows->page(query));
    return rows_of<Group>(std::move(page));
}

Result<GroupId> find_group(const RuleNames& names, const std::string& name)
{
    if (names.rows == nullptr) return no_group("groups are given by their ids here");
    if (!is_utf8(name) || name.find('\0') != name.npos) return no_group("no group is called so");
    const auto by_key = find<Group>(*names.rows, external_id_key(Kind::group, names.tenant, name));
    if (by_key) return by_key->id;
    if (by_key.error().code != Code::not_found) return fail(by_key.error());
    const auto groups = TRY(groups_named(names, name));
    const std::string quoted = print_quoted(clipped(name));
    if (groups.size() > 1) {
        return no_group("several groups are called " + quoted +
                        "; give the id: " + std::to_string(groups[0].id.value) + " or " +
                        std::to_string(groups[1].id.value));
    }
    if (groups.size() == 1) return groups.front().id;
    const auto near = find<Group>(*names.rows, group_name_key(names.tenant, name));
    if (!near && near.error().code != Code::not_found) return fail(near.error());
    return no_group("no group has the external id or the name " + quoted +
                    (near ? "; did you mean " + print_quoted(near->name) + "?" : ""));
}

Result<void> resolve_group(Rule& rule, const RuleNames& names)
{
    if (!rule.group) {
        rule.group = TRY(find_group(names, std::string(text_of(rule.terms.back().value))));
        rule.terms.pop_back();
    }
    if (names.rows == nullptr) return {};
    const auto group = live_group(*names.rows, names.tenant, rule.group);
    if (!group) {
        if (group.error().code != Code::not_found) return fail(group.error());
        return no_group("no group has the id " + std::to_string(rule.group.value));
    }
    if (!is_since(rule) || !group->is_dynamic()) return {};
    return no_group("SINCE is for groups that customers are added to; the customers of " +
                    print_quoted(clipped(group->name)) +
                    " follow from its rule, and no beginning is stored: name another group, or "
                    "compare times of the customer such as created_at");
}

Result<void> resolve_since(Rule& rule, const RuleNames& names)
{
    TRY(resolve_group(rule, names));
    const auto operand = since_operand(rule.group);
    rule.operand = operand.name;
    rule.type = operand.type;
    rule.zone = names.zone;
    const auto& moment = rule.terms.front();
    if (!moment.is_moment && is_null(moment.value)) {
        return fail(Code::invalid_value, "rule",
                    "SINCE compares with a moment such as NOW() - INTERVAL '30 days', not NULL");
    }
    return coerce_terms(rule, {"SINCE", operand.type}, RuleAge::fresh);
}

Result<void> resolve_operand(Rule& rule, const RuleNames& names)
{
    const auto operand = TRY(find_operand(names.declared, rule.operand));
    rule.operand = operand.name;
    rule.type = operand.type;
    rule.zone = names.zone;
    return coerce_terms(rule, operand, names.rows == nullptr ? RuleAge::stored : RuleAge::fresh);
}

Result<void> resolve_leaf(Rule& rule, const RuleNames& names)
{
    if (rule.op == Op::constant) return {};
    if (is_since(rule)) return resolve_since(rule, names);
    return rule.op == Op::member_of ? resolve_group(rule, names) : resolve_operand(rule, names);
}

Result<void> resolve(Rule& rule, const RuleNames& names)
{
    for (auto& part : rule.parts) TRY(resolve(part, names));
    const bool is_leaf = rule.op != Op::all && rule.op != Op::any && rule.op != Op::negate;
    if (!is_leaf) return {};
    auto resolved = resolve_leaf(rule, names);
    if (!resolved && resolved.error().subject == "rule" && !names.text.empty()) {
        auto& message = resolved.error().message;
        message = position_in(names.text, rule.begin) + ": " + message;
    }
    return resolved;
}

} // namespace

Result<Rule> check(Rule rule, const RuleNames& names)
{
    TRY(check_size(rule));
    TRY(resolve(rule, names));
    // The printed rule is what is stored. It may be longer than the text that was parsed, and it
    // must stay short enough to be parsed again.
    if (print(rule).size() > limits::rule_bytes) {
        return fail(Code::too_large, "rule",
                    "a rule has at most " + std::to_string(limits::rule_bytes) +
                        " bytes, written in full");
    }
    return rule;
}

Result<Rule> read_rule(std::string_view text, RuleNames names)
{
    names.text = text;
    return check(TRY(parse(text)), names);
}

} // namespace muster::rule

// Reads only the rules whose text can name what is removed, and changes their trees.
#include "directory/rule_references.h"

#include <algorithm>
#include <functional>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "directory/dynamic.h"
#include "rule/check.h"
#include "rule/constant.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::directory {

namespace {

using rule::Rule;
using rule::Term;

constexpr std::size_t most_named = 10; // groups in one message

// Something that rules name.
struct RuleReference {
    std::string text_part; // every printed rule that names it contains this text
    std::function<bool(const Rule&)> is_named_by;     // of one condition
    std::function<std::string(const Rule&)> describe; // the condition, for people
};

// Replaces the conditions that name it. Returns how many there were.
std::size_t remove_conditions(Rule& rule, const RuleReference& reference)
{
    std::size_t count = 0;
    for (auto& part : rule.parts) count += remove_conditions(part, reference);
    if (!reference.is_named_by(rule)) return count;
    Rule unknown;
    unknown.op = Rule::Op::constant;
    unknown.terms = {Term{}, Term{Value{reference.describe(rule)}}};
    rule = std::move(unknown);
    return count + 1;
}

// Without their descriptions, the removed conditions are shorter than they were: NULL is always
// unknown too.
void shorten(Rule& rule)
{
    for (auto& part : rule.parts) shorten(part);
    if (rule.op == Rule::Op::constant) rule.terms.resize(1);
}

struct FoundRule {
    Group group;
    std::string rule; // without the removed conditions
};

Result<std::vector<FoundRule>> find_rules(Transaction& transaction, const RuleReference& reference)
{
    const auto names = TRY(stored_names(transaction));
    auto groups = TRY(stored_dynamic_groups(transaction.rows(), transaction.tenant()));
    std::vector<FoundRule> found;
    for (auto& group : groups) {
        if (group.rule.find(reference.text_part) == std::string::npos) continue;
        auto rule = TRY(rule::read_rule(group.rule, names));
        if (remove_conditions(rule, reference) == 0) continue;
        std::string text = rule::print(rule);
        if (text.size() > limits::rule_bytes) {
            shorten(rule);
            text = rule::print(rule);
        }
        found.push_back({std::move(group), std::move(text)});
    }
    return found;
}

std::string membership_text(GroupId group) { return "MEMBER OF " + std::to_string(group.value); }

// The condition with the name of its group instead of the id.
std::string print_with_name(Rule membership, const std::string& group)
{
    membership.group = {};
    membership.terms.push_back({group});
    return rule::print(membership);
}

Failure refusal(std::string subject, const std::vector<FoundRule>& found,
                const Principal& principal)
{
    if (!principal.may_read)
        return fail(Code::conflict, std::move(subject),
                    "rules of groups name it: change or remove those first");
    std::string names;
    const auto named = std::min(found.size(), most_named);
    for (const auto& [group, rule] : std::span(found).first(named)) {
        names += (names.empty() ? "" : ", ") + rule::print_quoted(group.name) + " (" +
                 std::to_string(group.id.value) + ')';
    }
    if (found.size() > named) names += " and " + std::to_string(found.size() - named) + " more";
    return fail(Code::conflict, std::move(subject),
                (found.size() == 1 ? "the rule of the group " : "the rules of the groups ") +
                    names + (found.size() == 1 ? " names it" : " name it") +
                    ": change or remove that first");
}

Result<void> release(Transaction& transaction, const RuleReference& reference, std::string subject,
                     RulesThatName named)
{
    auto found = TRY(find_rules(transaction, reference));
    if (found.empty()) return {};
    if (named == RulesThatName::refuse_removal)
        return refusal(std::move(subject), found, transaction.principal());
    for (auto& [before, text] : found) {
        Group after = before;
        after.rule = std::move(text);
        after.membership_logged_until = transaction.now();
        TRY(transaction.update(before, std::move(after)));
    }
    return {};
}

} // namespace

Result<void> release_from_rules(Transaction& transaction, const Group& removed, RulesThatName named)
{
    const RuleReference reference{
        membership_text(removed.id), [&](const Rule& rule) { return rule.group == removed.id; },
        [&](const Rule& rule) { return print_with_name(rule, removed.name); }};
    return release(transaction, reference, "group", named);
}

Result<void> check_no_rule_asks_since(Transaction& transaction, const Group& group)
{
    const RuleReference reference{
        membership_text(group.id) + " SINCE",
        [&](const Rule& rule) { return rule.group == group.id && rule::is_since(rule); },
        [&](const Rule& rule) { return print_with_name(rule, group.name); }};
    return release(transaction, reference, "rule", RulesThatName::refuse_removal);
}

Result<void> release_from_rules(Transaction& transaction, const CustomField& removed,
                                RulesThatName named)
{
    if (removed.entity != FieldEntity::customer) return {}; // rules are over customers
    const std::string operand = "fields." + removed.key;
    const RuleReference reference{removed.key,
                                  [&](const Rule& rule) { return rule.operand == operand; },
                                  [](const Rule& rule) { return rule::print(rule); }};
    return release(transaction, reference, "field", named);
}

} // namespace muster::directory

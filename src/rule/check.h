// Resolves a parsed rule: names become members, declared fields and groups, and constants get the
// types of the operands that they are compared with.
#pragma once

#include <string_view>

#include "model/declared.h"
#include "model/store.h"
#include "rule/rule.h"

namespace muster::rule {

// What names mean. Without rows, group ids are not looked up: a stored rule is read this way,
// because its groups may have been removed since (a removed group has no members).
struct RuleNames {
    const DeclaredFields& declared;
    TenantId tenant{};
    const Rows* rows = nullptr;
    std::string_view text{}; // the rule was parsed from, for naming places; empty when from none
};

// Checking a checked rule again changes nothing. Errors, with subject "rule": unknown_field,
// invalid_value (also for unknown groups), too_large; and errors of reading rows.
Result<Rule> check(Rule rule, const RuleNames& names);

// parse, then check.
Result<Rule> read_rule(std::string_view text, RuleNames names);

} // namespace muster::rule

// Gives a parsed rule its meaning: names become members, declared fields and groups, constants get
// the types of what they compare with. Knows no text forms beyond those of constants.
#pragma once

#include <string_view>

#include "model/declared.h"
#include "model/store.h"
#include "rule/rule.h"

namespace muster::rule {

// What names mean. Without rows, groups are taken by their ids as they stand and not looked up: so
// a saved rule is read, whose groups may be gone by now (nobody is a member of those).
struct RuleNames {
    const DeclaredFields& declared;
    TenantId tenant{};
    const Rows* rows = nullptr;
    std::string_view text{}; // the rule was parsed from, for naming places; empty when from none
};

// Checking what is checked changes nothing. unknown_field; invalid_value, for groups too;
// too_large; subject "rule". What rows return when they cannot be read.
Result<Rule> check(Rule rule, const RuleNames& names);

// parse, then check.
Result<Rule> read_rule(std::string_view text, RuleNames names);

} // namespace muster::rule

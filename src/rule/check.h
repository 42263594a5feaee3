// The semantic check of a parsed rule: resolves its names to members, declared fields and groups,
// and converts its constants to the types of the operands that they are compared with.
#pragma once

#include <string_view>

#include "model/declared.h"
#include "model/store.h"
#include "rule/rule.h"

namespace muster::rule {

// Where the names of a rule are looked up. Without rows, groups are not looked up: a stored rule is
// checked this way, because its groups may have been removed since (a removed group has no
// members).
struct RuleNames {
    const DeclaredFields& declared;
    TenantId tenant{};
    const Rows* rows = nullptr;
    std::string_view text{};        // the text of the rule, for positions in messages; may be empty
    const TimeZone* zone = nullptr; // of the tenant (model/tenant_zone.h); nullptr: UTC
};

// Checking a checked rule again changes nothing. Fails with subject "rule": unknown_field,
// invalid_value (also for unknown groups) or too_large; or with an error of reading rows.
Result<Rule> check(Rule rule, const RuleNames& names);

// Parses and checks the text.
Result<Rule> read_rule(std::string_view text, RuleNames names);

} // namespace muster::rule

// Refuses rules that lead back to their own group, or through too long a chain of groups.
#pragma once

#include <map>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// The rules of a tenant's dynamic groups.
using RulesByGroup = std::map<GroupId, RuleRef>;

// Whether `group` (0 for a new group) may have the rule, given the rules of the other groups; its
// former rule does not count. invalid_value names the cycle; too_large names a chain that is longer
// than limits::rule_group_depth.
Result<void> check_cycles(GroupId group, const Rule& rule, const RulesByGroup& others);

} // namespace muster::rule

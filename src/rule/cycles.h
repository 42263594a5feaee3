// Refuses rules by which a group would depend on itself, and too long chains of groups.
#pragma once

#include <map>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// The rules of a tenant's dynamic groups.
using RulesByGroup = std::map<GroupId, RuleRef>;

// Whether `group` (0 for a new group) may get the rule. `others` may contain the group's former
// rule, which is ignored. invalid_value names the cycle; too_large names a chain of groups that is
// longer than limits::rule_group_depth.
Result<void> check_cycles(GroupId group, const Rule& rule, const RulesByGroup& others);

} // namespace muster::rule

// Refuses groups whose rules lead back to themselves, or on and on. Knows no names of groups.
#pragma once

#include <map>

#include "base/result.h"
#include "rule/rule.h"

namespace muster::rule {

// The rules of a tenant's dynamic groups.
using RulesByGroup = std::map<GroupId, RuleRef>;

// Whether `group` may have the rule, given those of the others (its own former one counts nothing;
// a group yet to be made is 0). invalid_value names the way round; too_large names the chain over
// limits::rule_group_depth.
Result<void> check_cycles(GroupId group, const Rule& rule, const RulesByGroup& others);

} // namespace muster::rule

// Creates, changes and removes groups.
#pragma once

#include "directory/rule_references.h"
#include "directory/transaction.h"

namespace muster::directory {

struct GroupRules {
    bool unique_name = false; // without case, among live groups
    Unchanged unchanged = Unchanged::skip;
};

// The name is required, a capacity is positive, external_id is always unique among live groups. A
// rule makes the group dynamic and is stored in its printed form (judge_rule in
// directory/dynamic.h). invalid_value, missing_field, unknown_field, too_large, already_exists,
// conflict.
Result<Group> create_group(Transaction& transaction, Group draft, const GroupRules& rules = {});

// As update_customer. The capacity may become lower than the number of members: that only stops
// joins (promise 3).
Result<Group> update_group(Transaction& transaction, GroupId id, const Edit<Group>& edit,
                           const GroupRules& rules = {}, std::optional<Revision> expected = {});

// Ends its memberships; the row stays with status removed, its external id is free again.
Result<void> remove_group(Transaction& transaction, GroupId id,
                          std::optional<Revision> expected = {},
                          RulesThatName named = RulesThatName::lose_the_part);
// For a dry run: the errors that remove_group() would return. Changes nothing when rules refuse.
Result<Group> check_group_removal(Transaction& transaction, GroupId id,
                                  std::optional<Revision> expected, RulesThatName named);

} // namespace muster::directory

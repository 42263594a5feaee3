// Creates, changes and removes groups.
#pragma once

#include <string>
#include <vector>

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

struct RestoredGroup {
    Group group;
    std::vector<std::string> dropped_fields; // it had values of them; they are not declared now
};
// Brings a removed group back: the same id, values and vendor numbers, with the status before the
// removal and without memberships yet (restoring/returned_members.h). `edit` changes what does not
// fit any more: a name or an external id that another group took meanwhile is already_exists, a
// rule that names what was removed is invalid_value. Errors else as update_group() and
// read_removed_group(); conflict "rule" when the edit makes a static group dynamic or the other way
// round; unavailable while the removal is not over.
Result<RestoredGroup> restore_group(Transaction& transaction, GroupId id, const Edit<Group>& edit,
                                    std::optional<Revision> expected = {});

} // namespace muster::directory

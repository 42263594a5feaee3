// The rules of groups.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

struct GroupRules {
    bool unique_name = false; // without case, among live groups
    Unchanged unchanged = Unchanged::skip;
};

// Name required; capacity positive when given; external_id unique among live groups always; a rule
// makes it dynamic and is kept in its printed form (directory/dynamic.h judge_rule).
// invalid_value, missing_field, unknown_field, too_large, already_exists, conflict.
Result<Group> create_group(Transaction& transaction, Group draft, const GroupRules& rules = {});

// As update_customer. Capacity may go below the head count: it only stops joins (promise 3).
Result<Group> update_group(Transaction& transaction, GroupId id, const Edit<Group>& edit,
                           const GroupRules& rules = {}, std::optional<Revision> expected = {});

// Ends its memberships; the row stays with status removed, its external id is free again.
Result<void> remove_group(Transaction& transaction, GroupId id,
                          std::optional<Revision> expected = {});

} // namespace muster::directory

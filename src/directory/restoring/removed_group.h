// What the log says of the removal of a group: the status that the group had, the rules that lost a
// part, and the memberships that ended. Changes nothing.
#pragma once

#include <vector>

#include "model/store.h"

namespace muster::directory {

using namespace model;

struct RemovedGroup {
    Group group;                              // as stored: its revision is that of the removal
    GroupStatus status = GroupStatus::active; // before the removal
};
// not_found "group"; conflict "group" when it is not removed, or when the log does not hold the
// removal any more.
Result<RemovedGroup> read_removed_group(const Rows& rows, TenantId tenant, GroupId id);

// The groups whose rules lost the part that named the group, in the write that removed it.
Result<std::vector<GroupId>> groups_with_lost_rules(const Rows& rows, TenantId tenant, GroupId id,
                                                    Revision removal);

struct EndedMembership {
    CustomerId customer;
    Revision revision = 0; // of the write that ended it
    bool was_default = false;
};
// The memberships of the group that the first write after that revision ended; the write that
// removed a small group, or one piece of the removal of a large one. Empty: there are no more.
Result<std::vector<EndedMembership>> read_ended(const Rows& rows, TenantId tenant, GroupId id,
                                                Revision after);

} // namespace muster::directory

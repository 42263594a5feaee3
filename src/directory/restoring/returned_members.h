// Brings the memberships of a restored group back, one by one. Knows no API and no job.
#pragma once

#include <string>

#include "directory/restoring/removed_group.h"
#include "directory/transaction.h"

namespace muster::directory {

// What became of the memberships that the removal had ended. Each is counted once, except that
// those in not_default are in returned, too.
struct ReturnedMembers {
    std::int64_t returned = 0;    // they go on as they were
    std::int64_t not_default = 0; // were the default; the customer has another one now
    std::int64_t erased = 0;      // the customer was removed
    std::int64_t merged = 0;      // the customer became part of another one
    std::int64_t expired = 0;
    std::int64_t full = 0;    // the group has its capacity
    std::int64_t changed = 0; // the customer has joined again, and perhaps left
};

// Within a write: brings one membership back, or says in `counts` why not.
Result<void> return_member(Transaction& transaction, GroupId group, const EndedMembership& ended,
                           ReturnedMembers& counts);

// While the memberships of a large group come back in pieces, a job of this dialect with this
// ticket is not over. A removal is refused until then: it could not tell which memberships the next
// restoring has to bring back.
inline constexpr std::string_view restoring_dialect = "core";
std::string restoring_ticket(GroupId group);
// unavailable "group" while that job is not over.
Result<void> check_not_restoring(Transaction& transaction, GroupId group);

} // namespace muster::directory

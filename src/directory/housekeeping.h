// Periodic work in all tenants: ends expired memberships, erases old stored replies and jobs.
#pragma once

#include "base/round.h"
#include "directory/directory.h"

namespace muster::directory {

struct Housekeeping {
    std::int64_t ended_memberships = 0;
    std::int64_t dropped_replies = 0;
    std::int64_t erased_jobs = 0; // those whose expires_at has passed
};

// Ends the memberships that removed groups still have: a large group is emptied in pieces, and the
// server may have stopped between two. Gives their groups. Reads all groups.
Result<std::int64_t> finish_removals(Directory& directory, const Warn& warn);

// One pass over all tenants, in small writes. The maintenance thread of the server calls it
// periodically. What fails for one row or tenant is reported to `warn` and holds up no other.
Result<Housekeeping> run_housekeeping(Directory& directory, const Warn& warn);

} // namespace muster::directory

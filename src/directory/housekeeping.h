// What time alone makes due: memberships that end, replays and jobs that are no longer
// needed.
#pragma once

#include "directory/directory.h"

namespace muster::directory {

struct Housekeeping {
    std::int64_t ended_memberships = 0;
    std::int64_t dropped_replies = 0;
    std::int64_t erased_jobs = 0; // those whose expires_at has passed
};

// One pass over every tenant, in small writes. Called now and then by one thread.
Result<Housekeeping> keep_house(Directory& directory);

} // namespace muster::directory

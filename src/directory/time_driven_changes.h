// Logs the dynamic-group changes that are caused by time alone: NOW() moved, although nothing was
// written. Only the log needs this; reads are exact without it (promise 5).
#pragma once

#include "base/round.h"
#include "directory/directory.h"
#include "model/finder.h"

namespace muster::directory {

// In all tenants.
Result<void> log_all_time_driven_changes(Directory& directory, const Finder& finder,
                                         const Warn& warn);

// In one tenant, for all changes until now; returns their number. Each change is logged exactly
// once, also when customers are written at the same time. A group that fails is reported to `warn`,
// and the others are logged.
Result<std::int64_t> log_time_driven_changes(Directory& directory, const Finder& finder,
                                             TenantId tenant, const Warn& warn);

} // namespace muster::directory

// Tells the log who entered or left groups with rules because time went by: nobody wrote anything,
// yet NOW() moved. Reading needs none of this, it is exact by itself (promise 5).
#pragma once

#include "directory/directory.h"
#include "model/finder.h"

namespace muster::directory {

// In all tenants; what fails in one does not keep the others from being told.
Result<void> log_all_time_driven_changes(Directory& directory, const Finder& finder);

// Everybody whose membership changed by time alone until now, in one tenant; gives how many. Each
// entering and leaving is told once, whatever is written meanwhile.
Result<std::int64_t> log_time_driven_changes(Directory& directory, const Finder& finder,
                                             TenantId tenant);

} // namespace muster::directory

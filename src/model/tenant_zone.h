// The time zone of a tenant, in which its rules read dates. Changing it is a write of the tenant,
// so that its log and all that follows commits see it: the setting of the tenant's row, which is
// stored in the system tenant, is copied to a row of settings in the tenant itself.
#pragma once

#include "base/time_zone.h"
#include "model/store.h"

namespace muster::model {

inline constexpr std::string_view time_zone_setting = "time_zone";

// The row of settings in the tenant itself.
Ref settings_of(TenantId tenant);

// nullptr: UTC, also without the setting. unavailable when the machine does not know the zone that
// is stored.
Result<const TimeZone*> time_zone_of(const Tenant& settings);
Result<const TimeZone*> load_time_zone(const Rows& rows, TenantId tenant);

} // namespace muster::model

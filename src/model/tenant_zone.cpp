#include "model/tenant_zone.h"

namespace muster::model {

Ref settings_of(TenantId tenant) { return {Kind::tenant, tenant, tenant.value, 0}; }

Result<const TimeZone*> time_zone_of(const Tenant& settings)
{
    const Value* value = settings.fields.find(time_zone_setting);
    if (value == nullptr || is_null(*value)) return nullptr;
    const auto name = text_of(*value);
    const auto* zone = TimeZone::find(name);
    if (zone != nullptr) return zone;
    return fail(Code::unavailable, std::string(time_zone_setting),
                "the server does not know the time zone of the tenant",
                "no time zone data of " + std::string(name) + "; install the package tzdata");
}

Result<const TimeZone*> load_time_zone(const Rows& rows, TenantId tenant)
{
    const auto settings = rows.get(settings_of(tenant));
    if (settings) return time_zone_of(std::get<Tenant>(*settings));
    if (settings.error().code == Code::not_found) return nullptr;
    return fail(settings.error());
}

} // namespace muster::model

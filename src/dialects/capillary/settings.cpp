// Reads settings by name, each with its default. Stores nothing.
#include "dialects/capillary/settings.h"

#include <algorithm>

#include "directory/tenants.h"

namespace muster::dialects::capillary {

namespace {

// Real clients reuse a token for an hour and ignore "ttlSeconds", so a shorter default would break
// them.
constexpr std::int64_t default_lifetime = 3600;
constexpr std::int64_t longest_lifetime = 30 * 86'400; // the longest that the vendor has issued
constexpr std::int64_t widest_offset = 14 * 60;        // of any time zone, in minutes

std::string text_setting(const model::Tenant& tenant, std::string_view name,
                         std::string_view fallback)
{
    const auto* value = tenant.fields.find(name);
    if (value == nullptr) return std::string(fallback);
    if (const auto* whole = std::get_if<std::int64_t>(value)) return std::to_string(*whole);
    const auto text = model::text_of(*value);
    return std::string(text.empty() ? fallback : text);
}

// The smaller of the product's limit and the organisation's own, which is optional.
std::int64_t group_size_limit(const model::Tenant& tenant, std::int64_t fallback)
{
    const auto limit = directory::setting(tenant, "capillary.max_group_size", fallback);
    const auto ceiling = directory::setting(tenant, "capillary.user_group_size", limit);
    return std::max<std::int64_t>(1, std::min(limit, ceiling));
}

} // namespace

OrganisationSettings settings_of(const model::Tenant& tenant)
{
    using directory::setting;
    OrganisationSettings settings;
    settings.groups_enabled = setting(tenant, "capillary.groups_enabled", settings.groups_enabled);
    settings.max_group_size = group_size_limit(tenant, settings.max_group_size);
    settings.rejects_empty_fields =
        setting(tenant, "capillary.rejects_empty_field_values", settings.rejects_empty_fields);
    const auto status = setting(tenant, "capillary.business_error_status", std::int64_t{200});
    settings.business_error_status = status == 400 ? 400 : 200;
    settings.mobile_required =
        setting(tenant, "capillary.mobile_required", settings.mobile_required);
    settings.primary_identifier = text_setting(tenant, "capillary.primary_identifier", "mobile");
    settings.country_code = text_setting(tenant, "capillary.default_country_code", "");
    const auto offset = setting(tenant, "capillary.utc_offset_minutes", std::int64_t{0});
    settings.utc_offset = std::chrono::minutes(std::clamp(offset, -widest_offset, widest_offset));
    const auto lifetime = setting(tenant, "capillary.token_lifetime_seconds", default_lifetime);
    settings.token_lifetime =
        std::chrono::seconds(std::clamp<std::int64_t>(lifetime, 1, longest_lifetime));
    return settings;
}

} // namespace muster::dialects::capillary

// The settings of an organisation that change how this API behaves.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "model/tenant_settings.h"

namespace muster::dialects::capillary {

struct OrganisationSettings {
    bool groups_enabled = true;
    std::int64_t max_group_size = 0;
    bool rejects_empty_fields = true;
    int business_error_status = 200; // or 400
    bool mobile_required = false;
    std::string primary_identifier;
    std::string country_code; // digits, or none
    std::chrono::minutes utc_offset{0};
    std::chrono::seconds token_lifetime{};
};

OrganisationSettings settings_of(const model::Tenant& tenant);

// What the settings are called, and their defaults.
extern const model::TenantSetting organisation_settings[10];

} // namespace muster::dialects::capillary

// The settings of an organisation that change how this API behaves, with their defaults. They are
// settings of the tenant under the names below; the native API sets them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "model/entities.h"

namespace muster::dialects::capillary {

struct OrganisationSettings {
    bool groups_enabled = true;            // capillary.groups_enabled
    std::int64_t max_group_size = 30'000;  // capillary.max_group_size, capillary.user_group_size
    bool rejects_empty_fields = true;      // capillary.rejects_empty_field_values
    int business_error_status = 200;       // capillary.business_error_status: 200 or 400
    bool mobile_required = false;          // capillary.mobile_required
    std::string primary_identifier;        // capillary.primary_identifier: "mobile"
    std::string country_code;              // capillary.default_country_code: digits, or none
    std::chrono::minutes utc_offset{0};    // capillary.utc_offset_minutes
    std::chrono::seconds token_lifetime{}; // capillary.token_lifetime_seconds: 3600
};

// Values of the wrong type count as not set; numbers outside the bounds are moved to the nearest
// bound.
OrganisationSettings settings_of(const model::Tenant& tenant);

} // namespace muster::dialects::capillary

// The settings of a business that change how this API behaves.
#pragma once

#include "model/tenant_settings.h"

namespace muster::dialects::xtrakit::business_settings {

using model::SettingType;
using model::TenantSetting;

inline constexpr TenantSetting user_id{
    .name = "xtrakit.user_id",
    .type = SettingType::text,
    .shown_initial = "a UUID made from the account",
    .help = "The owner that answers show, for clients that know one already."};
inline constexpr TenantSetting shows_owner{
    .name = "xtrakit.legacy_fields",
    .type = SettingType::flag,
    .help = "Whether groups and customers have user_id and business_code, as they once had."};

inline constexpr TenantSetting all[] = {user_id, shows_owner};

} // namespace muster::dialects::xtrakit::business_settings

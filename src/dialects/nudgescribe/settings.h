// The settings of a workspace that change how this API behaves.
#pragma once

#include "model/tenant_settings.h"

namespace muster::dialects::nudgescribe::workspace_settings {

inline constexpr model::TenantSetting account_id{
    .name = "nudgescribe.account_id",
    .type = model::SettingType::text,
    .shown_initial = "the id of the tenant's account",
    .help = "The id of the account that answers and tokens show."};

inline constexpr model::TenantSetting all[] = {account_id};

} // namespace muster::dialects::nudgescribe::workspace_settings

// The list of dialects: the only place outside a dialect's folder that knows its name.
#pragma once

#include <span>

#include "dialects/dialect.h"

namespace muster::dialects {

std::span<const Dialect* const> all();
// nullptr when there is none of that name.
const Dialect* find(std::string_view name);
// Our own API: the one without a mount.
const Dialect& own();

// What the vendor number of a tenant is called, such as "shop_api.store_id"; empty when the API has
// no id of tenants.
std::string tenant_number_name(const Dialect& dialect);

// The settings of tenants: the core's, then those of each API.
std::vector<model::TenantSetting> tenant_settings();

// Of all dialects together.
std::vector<std::string> searched_extras();

} // namespace muster::dialects

// The Capillary loyalty API with its second generation of user groups: the declaration that the
// list of dialects (dialects/all.cpp) includes.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// Names this API in credentials, extras and the settings of a tenant.
inline constexpr std::string_view dialect_name = "capillary";

extern const Dialect capillary_dialect;

} // namespace muster::dialects::capillary

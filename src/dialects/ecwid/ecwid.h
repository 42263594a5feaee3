// The Ecwid REST API v3, customer part (docs/dialects/ecwid.md): what the list of dialects needs.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

// Names this API in credentials, extras, vendor numbers and the settings of a tenant.
inline constexpr std::string_view dialect_name = "ecwid";

extern const Dialect ecwid_dialect;

} // namespace muster::dialects::ecwid

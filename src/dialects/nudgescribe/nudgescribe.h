// The Nudgescribe client API: workspaces are tenants, groups and customers have text ids.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

extern const Dialect nudgescribe_dialect;

} // namespace muster::dialects::nudgescribe

// The Nudgescribe client API. A workspace is a tenant; all ids are texts.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nudgescribe {

extern const Dialect nudgescribe_dialect;

} // namespace muster::dialects::nudgescribe

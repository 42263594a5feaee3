// The Capillary loyalty API, user groups of the second generation: what the list of dialects
// includes. Knows nothing of the other dialects.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

extern const Dialect capillary_dialect;

} // namespace muster::dialects::capillary

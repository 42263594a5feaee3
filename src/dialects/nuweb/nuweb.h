// The NuWeb Group API, version 1, customer part: what its folder gives to the list of dialects.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

extern const Dialect nuweb_dialect;

} // namespace muster::dialects::nuweb

// The XtraKit API, version 1: what its folder gives to the list of dialects.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

extern const Dialect xtrakit_dialect;

} // namespace muster::dialects::xtrakit

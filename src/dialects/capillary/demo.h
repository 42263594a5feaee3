// This API's part of the demonstration (`muster demo`).
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::capillary {

extern const Demo demo;

} // namespace muster::dialects::capillary

// What the demonstration shows of this API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

extern const Demo demo;

} // namespace muster::dialects::ecwid

// The part of the demonstration that shows this API.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::ecwid {

extern const Demo demo;

} // namespace muster::dialects::ecwid

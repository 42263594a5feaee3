// The OpenAPI document of a dialect, made from its routes and their descriptions. Knows no dialect
// by name.
#pragma once

#include "base/json.h"
#include "dialects/dialect.h"

namespace muster::dialects {

Json openapi_of(const Dialect& dialect);

} // namespace muster::dialects

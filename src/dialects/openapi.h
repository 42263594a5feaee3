// The OpenAPI document of a dialect, made from its routes and their descriptions. Knows no dialect
// by name.
#pragma once

#include <string>

#include "base/json.h"
#include "dialects/dialect.h"

namespace muster::dialects {

Json openapi_of(const Dialect& dialect);
// The same as indented text with a last line end, as docs/openapi has it.
std::string openapi_text(const Dialect& dialect);

} // namespace muster::dialects

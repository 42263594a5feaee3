// The native API under /v1 offers everything that the directory can do. Only this API creates
// tenants, credentials and fields. Knows no other dialect.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::native {

inline constexpr std::string_view native_name = "native";

extern const Dialect native_dialect;
extern const Demo demo;

} // namespace muster::dialects::native

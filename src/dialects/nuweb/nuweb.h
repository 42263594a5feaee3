// The customer part of the NuWeb Group API, version 1: the declaration that dialects/all.cpp
// includes. A company is a tenant.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

inline constexpr std::string_view dialect_name = "nuweb";

extern const Dialect nuweb_dialect;

} // namespace muster::dialects::nuweb

// The XtraKit API, version 1: the declaration that dialects/all.cpp includes.
#pragma once

#include "dialects/dialect.h"

namespace muster::dialects::xtrakit {

inline constexpr std::string_view dialect_name = "xtrakit";

extern const Dialect xtrakit_dialect;

} // namespace muster::dialects::xtrakit

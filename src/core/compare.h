// How two values compare, for filters, sorting and rules alike. Knows no rows.
#pragma once

#include <compare>

#include "core/value.h"

namespace muster::core {

// Texts by their bytes; integers and decimals exactly; a double with either as doubles. Unordered
// when the types differ otherwise, or when there is nothing to compare (null, lists).
std::partial_ordering compare_values(const Value& a, const Value& b);

} // namespace muster::core

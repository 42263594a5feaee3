// How two values compare, for filters, sorting and rules alike. Knows no rows.
#pragma once

#include <compare>

#include "model/query.h"
#include "model/value.h"

namespace muster::model {

// Compares texts by their bytes, integers and decimals exactly, a double with either as doubles.
// Unordered when the types differ otherwise, and for null and lists.
std::partial_ordering compare_values(const Value& a, const Value& b);

// Whether the value fulfils one comparison of a filter; false when `op` is not a comparison.
bool compares(Filter::Op op, const Value& value, const Value& wanted);

} // namespace muster::model

// Compares two values. Filters, sorting and rules all use this code. Knows no rows.
#pragma once

#include <compare>

#include "model/query.h"
#include "model/value.h"

namespace muster::model {

// Texts are compared by their bytes, integers and decimals exactly. When one side is a double, both
// are compared as doubles. Unordered for other different types, for null and for lists.
std::partial_ordering compare_values(const Value& a, const Value& b);

// A date as its midnight in UTC, so that it can be compared with times. Other values are unchanged.
Value as_time(Value value);

// Whether the comparison `value op wanted` is true; false when `op` is not a comparison.
bool compares(Filter::Op op, const Value& value, const Value& wanted);

} // namespace muster::model

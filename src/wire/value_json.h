// A value of a declared field, a setting or an extra as JSON, and back.
#pragma once

#include <string_view>

#include "base/json.h"
#include "model/value.h"

namespace muster::wire {

// Dates and times become texts, decimals numbers of full precision.
void write_value(JsonWriter& out, const model::Value& value);
// Empty texts and empty lists are null. invalid_value with that subject for objects and mixed
// lists.
Result<model::Value> read_value(const Json& json, std::string_view subject);

} // namespace muster::wire

// A value as text that people and files can read, of whatever type it is.
#pragma once

#include <string>

#include "model/value.h"

namespace muster::wire {

// Empty for null; times as in RFC 3339; the texts of a list with commas between them.
std::string plain_text(const model::Value& value);

} // namespace muster::wire

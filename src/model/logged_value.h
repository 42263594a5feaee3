// Reads one member of the states that the entries of the change log hold as JSON texts.
#pragma once

#include <optional>
#include <string_view>

#include "model/value.h"

namespace muster::model {

// Of Change::before or Change::after. nullopt when the state does not have the member, as one that
// did not change.
std::optional<Value> logged_value(std::string_view state, std::string_view member);

} // namespace muster::model

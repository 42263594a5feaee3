// The cards of a customer: its identifiers of type cardnumber, with what they came with.
#pragma once

#include "base/json.h"
#include "core/entities.h"

namespace muster::dialects::capillary {

void write_cards(JsonWriter& out, const core::Customer& customer, bool with_status);

} // namespace muster::dialects::capillary

// The cards of a customer: its identifiers of type cardnumber, with the series and the label that
// were sent with them (promise 16).
#pragma once

#include "base/json.h"
#include "model/entities.h"

namespace muster::dialects::capillary {

bool has_cards(const model::Customer& customer);
void write_cards(JsonWriter& out, std::string_view name, const model::Customer& customer,
                 bool with_status);

} // namespace muster::dialects::capillary

// The address of a customer's picture. Several APIs have it and the core has no member for it, so
// it is stored once, in extras that belong to no API: what one API sets, the others show.
#pragma once

#include <string>

#include "model/entities.h"

namespace muster::dialects {

// Empty when there is none.
std::string picture_of(const model::Customer& customer);
void set_picture(model::Customer& customer, const model::Value& address); // null clears

} // namespace muster::dialects

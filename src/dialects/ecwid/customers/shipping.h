// Shipping addresses of a customer: their rules and their JSON.
#pragma once

#include <functional>

#include "dialects/ecwid/customers/customer_extras.h"
#include "wire/schema.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

void write_shipping_addresses(JsonWriter& out, const std::vector<ShippingAddress>& addresses,
                              const wire::Selection& selection);

Json shipping_address_schema(wire::Side side);

// A list of addresses in a body: every element is well-formed.
Result<void> check_addresses(const Json& list);

// Gives the next address id of the store.
using NextId = std::function<Result<std::int64_t>()>;
// The body's list takes the place of the stored one; an element with a known id changes that one,
// all others are new. Exactly one is the default.
Result<void> replace_addresses(const Json& list, Time now, const NextId& next_id,
                               std::vector<ShippingAddress>& addresses);

} // namespace muster::dialects::ecwid

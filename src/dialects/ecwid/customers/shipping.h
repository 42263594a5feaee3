// Shipping addresses of a customer: their rules and their JSON.
#pragma once

#include <functional>

#include "dialects/ecwid/customers/customer_extras.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

const wire::Record<ShippingAddress>& shipping_address_record();

// Checks the form of every element of a list in a body.
Result<void> check_addresses(const Json& list);

// Gives the next address id of the store.
using NextId = std::function<Result<std::int64_t>()>;
// The body's list takes the place of the stored one; an element with a known id changes that one,
// all others are new. Exactly one is the default.
Result<void> replace_addresses(const Json& list, Time now, const NextId& next_id,
                               std::vector<ShippingAddress>& addresses);

} // namespace muster::dialects::ecwid

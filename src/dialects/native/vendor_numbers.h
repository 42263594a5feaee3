// The member vendor_numbers of tenants, customers and groups: an object of the ids by which the
// clients of other APIs know them. Customers and groups have one per API: {"shop_api": 55}; the
// name of a tenant's also says what the API calls it: {"shop_api.store_id": 1003}.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::native {

template <class E>
bool has_vendor_numbers(const E& entity)
{
    return model::has_vendor_number(entity.vendor_numbers);
}

template <class E>
void write_vendor_numbers(JsonWriter& out, const E& entity);

// Merges: null takes a number away, and null in place of the object takes all away. invalid_value
// names the APIs or the form that would be right.
template <class E>
Result<void> read_vendor_numbers(const Json& json, E& entity);

// Whether customers can have a number of this name.
bool is_customer_number(std::string_view name);

} // namespace muster::dialects::native

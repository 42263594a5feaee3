// The attributes of customers: how this API writes and reads them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/entities.h"
#include "wire/fields.h"
#include "wire/selection.h"

namespace muster::dialects::nuweb {

// The names of all attributes, and of those in the answers to create and update.
std::vector<std::string_view> customer_attributes();
std::span<const std::string_view> short_customer_attributes();

// Writes the value of "attributes".
void write_customer_attributes(JsonWriter& out, const model::Customer& customer,
                               const wire::Selection& selection);

// Reads the members that the body has into the customer. One address member replaces the whole
// address (promise 27). The password is not read here: it must be hashed before the write, because
// a write holds up all others.
Result<void> read_customer(const Json& body, wire::Purpose purpose, model::Customer& customer);

// A number derived from city, region and country: equal cities have equal numbers. 0 without a
// city.
std::int64_t city_id(const model::Customer& customer);
// The English name, or the stored text when it is not a known code; empty without a country.
std::string country_name(const model::Customer& customer);

// The same error; a subject that is a column of the customer becomes this API's attribute name.
Error with_attribute_names(Error error);

} // namespace muster::dialects::nuweb

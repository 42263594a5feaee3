// Customers as this API shows and takes them.
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

// Names of the attributes: all of them, and those of the answers to create and update.
std::vector<std::string_view> customer_attributes();
std::span<const std::string_view> short_customer_attributes();

// The value of "attributes".
void write_customer_attributes(JsonWriter& out, const model::Customer& customer,
                               const wire::Selection& selection);

// Reads what the body has into the customer. One address member replaces the whole address.
// Everything but the password: that is hashed before the write.
Result<void> read_customer(const Json& body, wire::Purpose purpose, model::Customer& customer);

// A number that stays the same for one city, region and country; 0 without a city.
std::int64_t city_id(const model::Customer& customer);
// English name, or as given when unknown; empty without a country.
std::string country_name(const model::Customer& customer);

// The same error with the names of this API's members in place of the core's.
Error in_customer_words(Error error);

} // namespace muster::dialects::nuweb

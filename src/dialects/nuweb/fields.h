// The attributes of customers: how this API writes and reads them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "model/entities.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

const wire::Record<model::Customer>& customer_record();

// The attributes in the answers to create and update.
std::span<const std::string_view> short_customer_attributes();

// Writes the value of "attributes".
void write_customer_attributes(JsonWriter& out, const model::Customer& customer,
                               const wire::Selection& selection);

// Reads the members that the body has into the customer. One address member replaces the whole
// address (promise 27). The password is not read here: it must be hashed before the write, because
// a write holds up all others.
Result<void> read_customer(const Json& body, wire::Purpose purpose, model::Customer& customer);

// The resource "cities" that a customer can include.
struct CityResource {
    std::int64_t id; // derived from city, region and country: equal cities have equal numbers
    std::string name;
    std::string region;
    std::string country;
};
// nullopt when the customer has no city.
std::optional<CityResource> city_of(const model::Customer& customer);
const wire::Record<CityResource>& city_record();

// The same error; a subject that is a column of the customer becomes this API's attribute name.
Error with_attribute_names(Error error);

} // namespace muster::dialects::nuweb

// Postal addresses: the same members for the person who pays (core members of the customer) and for
// the shipping addresses (kept in our extras). Knows no requests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "model/entities.h"
#include "wire/schema.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

struct Address {
    std::string name;
    std::string company;
    std::string street; // lines joined by a line end
    std::string city;
    std::string country_code;
    std::string postal_code;
    std::string state_code;
    std::string phone;

    friend bool operator==(const Address&, const Address&) = default;
};

// Changes the members that the object names; null clears. `place` is the member that holds it.
Result<void> read_address(const Json& body, std::string_view place, Address& address);
// The members that were given, as read_address reads them.
Json given_members(const Address& address);
// Members without a value are left out; names of country and state follow from their codes.
void write_address(JsonWriter& out, const Address& address, const wire::Selection& selection);
// One line: "Company, Street, City, State Zip, Country".
std::string format_address(const Address& address);

// Their members, for the description of the API.
void describe_address(wire::ObjectSchema& object, wire::Side side);
Json billing_person_schema(wire::Side side);

Address billing_address(const model::Customer& customer);
void set_billing_address(model::Customer& customer, const Address& address);
// "billingPerson": {…} with firstName and lastName; nothing when there is nothing to tell.
void write_billing_person(JsonWriter& out, const model::Customer& customer,
                          const wire::Selection& selection);

} // namespace muster::dialects::ecwid

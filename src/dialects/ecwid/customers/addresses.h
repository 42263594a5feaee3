// Postal addresses. The same members serve for billingPerson, which is stored in the core's members
// of the customer, and for shipping addresses, which are stored in this API's extras. Knows no
// requests.
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
    std::string street; // its lines, joined by line ends
    std::string city;
    std::string country_code;
    std::string postal_code;
    std::string state_code;
    std::string phone;

    friend bool operator==(const Address&, const Address&) = default;
};

// Changes the members that the object names; null clears. `place` is the name of the member that
// holds the address, for messages.
Result<void> read_address(const Json& body, std::string_view place, Address& address);
// The members that are not empty, in the form that read_address reads: for storing.
Json given_members(const Address& address);
// Leaves out members without a value. The names of country and state are found by their codes.
void write_address(JsonWriter& out, const Address& address, const wire::Selection& selection);
// One line: "Company, Street, City, State Zip, Country".
std::string format_address(const Address& address);

// The schema of an address, for the OpenAPI document.
void describe_address(wire::ObjectSchema& object, wire::Side side);
Json billing_person_schema(wire::Side side);

Address billing_address(const model::Customer& customer);
void set_billing_address(model::Customer& customer, const Address& address);
// Writes "billingPerson": {…} with firstName and lastName; nothing when all of it is empty.
void write_billing_person(JsonWriter& out, const model::Customer& customer,
                          const wire::Selection& selection);

} // namespace muster::dialects::ecwid

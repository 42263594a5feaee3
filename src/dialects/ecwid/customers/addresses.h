// Postal addresses. The same members serve for billingPerson, which is stored in the core's members
// of the customer, and for shipping addresses, which are stored in this API's extras. Knows no
// requests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "model/entities.h"
#include "wire/record.h"

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
    // The country as another API stored it, where it has no code that is known here.
    std::string country_text{};

    friend bool operator==(const Address&, const Address&) = default;
};

// Changes the members that the object names; null clears. `place` is the name of the member that
// holds the address, for messages.
Result<void> read_address(const Json& body, std::string_view place, Address& address);
// The country is two letters, or nothing. Checks what clients send; what was stored stays readable.
Result<void> check_country(const Json& body, std::string_view place);
// The members that are not empty, in the form that read_address reads: for storing.
Json given_members(const Address& address);
// Leaves out members without a value. The names of country and state are found by their codes.
const wire::Record<Address>& address_record();
// One line: "Company, Street, City, State Zip, Country".
std::string format_address(const Address& address);

// billingPerson: the address and the parts of the name.
struct BillingPerson {
    Address address;
    std::string first_name;
    std::string last_name;
};
const wire::Record<BillingPerson>& billing_person_record();
BillingPerson billing_person(const model::Customer& customer);

Address billing_address(const model::Customer& customer);
void set_billing_address(model::Customer& customer, const Address& address);
} // namespace muster::dialects::ecwid

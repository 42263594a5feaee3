// This API has phones in two parts, number and country code; a customer has one text. The parts as
// given are stored in the extras. They are used while they still make up the customer's text, that
// is, until another API changes the phone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/entities.h"

namespace muster::dialects::nuweb {

struct Phone {
    std::string number;    // without the country code, as given
    std::int64_t code = 0; // 44; 0 when there is none

    // "+44 7700900123", the customer's phone.
    std::string joined() const;
    // "+447700900123", the attribute fullPhoneNumber; empty without a number.
    std::string full() const;
};

// The phone of a customer in two parts.
Phone phone_of(const model::Customer& customer);
// Sets the customer's phone and stores its parts.
void store_phone(model::Customer& customer, const Phone& phone);

} // namespace muster::dialects::nuweb

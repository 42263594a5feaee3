// Countries and the states of those countries whose addresses spell them by code. Knows no
// customers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster::wire {

struct Country {
    std::int64_t id; // 1 to 239, in the order of the widely copied alphabetical list; 0: younger
    std::string_view iso2;
    std::string_view iso3;
    std::string_view name; // English
    int phone_code;        // 44; 0 when it has none
};

struct State {
    std::string_view code; // "CA"
    std::string_view name; // "California"
};

// Those with an id, ordered by it.
std::span<const Country> countries();
// nullptr when unknown. Texts are compared without case.
const Country* country_by_id(std::int64_t id);
const Country* country_by_iso2(std::string_view iso2);
const Country* country_by_iso3(std::string_view iso3);
const Country* country_by_name(std::string_view name);
// By whatever it is: two letters, three letters or the name.
const Country* find_country(std::string_view text);

// The number as it follows the country code in an international number: without the one zero that
// only calls inside the country dial. In a few countries that zero belongs to the number.
std::string_view without_trunk_zero(std::int64_t phone_code, std::string_view number);

// States of US and CA, ordered by name; none for other countries.
std::span<const State> states_of(std::string_view iso2);
// nullptr when unknown. By code, without case.
const State* find_state(std::string_view iso2, std::string_view code);

} // namespace muster::wire

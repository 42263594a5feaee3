// Phones of this API come in two parts, number and country code; the core keeps one text. The
// parts as given stand in the extras and count as long as they still make the core's text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/entities.h"

namespace muster::dialects::nuweb {

struct Phone {
    std::string number;    // without the country code, as given
    std::int64_t code = 0; // 44; 0: none

    // "+44 7700900123": for the core.
    std::string joined() const;
    // "+447700900123": what this API calls the full number; empty without a number.
    std::string full() const;
};

// The parts as this API was last given them.
Phone kept_phone(std::string_view extras);
Phone phone_of(std::string_view core_phone, std::string_view extras);

} // namespace muster::dialects::nuweb

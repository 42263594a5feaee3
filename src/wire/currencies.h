// The currencies of ISO 4217. Knows no customers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster::wire {

struct Currency {
    std::int64_t id; // counted from 1; never changes, because clients of some APIs store it
    std::string_view code;
    std::string_view name; // English
    std::string_view symbol;
    int places; // decimal places of its amounts
};

// Ordered by id; the most usual ones come first.
std::span<const Currency> currencies();
// nullptr when unknown. Without case.
const Currency* find_currency(std::string_view code);

} // namespace muster::wire

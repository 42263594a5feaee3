// Vendor numbers: the ids by which the clients of a dialect know a tenant, customer or group, where
// these differ from ours. An entity has at most one for each dialect. They are stored as texts
// "<dialect>:<number>", sorted by dialect. A number that was taken away stays as "-:<number>":
// clients may have stored it, so nothing new gets it as its id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "model/value.h"

namespace muster::model {

struct VendorNumberParts {
    std::string_view dialect;
    std::string_view number;
};
VendorNumberParts parts_of_vendor_number(std::string_view entry);

// What stands in place of the dialect in front of numbers that were taken away. Any number of them.
inline constexpr std::string_view former_number = "-";
// Whether there is a number in any dialect.
bool has_vendor_number(const TextList& numbers);

// The id that a text is. Ids are compared as texts: "07" and "+7" are none.
std::optional<std::int64_t> id_of(std::string_view text);

// Empty when there is none in that dialect.
std::string_view vendor_number_of(const TextList& numbers, std::string_view dialect);
// An empty number takes the entity's number in that dialect away. The old one becomes a former
// number if it could be an id.
void set_vendor_number(TextList& numbers, std::string_view dialect, std::string_view number);

// The id that the clients of the dialect see: the vendor number, else our id.
template <class E>
std::string shown_id_text(const E& entity, std::string_view dialect)
{
    const auto number = vendor_number_of(entity.vendor_numbers, dialect);
    return number.empty() ? std::to_string(entity.id.value) : std::string(number);
}
// The same in a dialect whose ids are integers.
template <class E>
std::int64_t shown_id(const E& entity, std::string_view dialect)
{
    const auto number = vendor_number_of(entity.vendor_numbers, dialect);
    return number.empty() ? entity.id.value : parse_integer(number).value_or(entity.id.value);
}

} // namespace muster::model

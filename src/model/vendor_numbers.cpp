// Reads and changes the list of texts. Knows no dialect by name.
#include "model/vendor_numbers.h"

#include <algorithm>

namespace muster::model {

VendorNumberParts parts_of_vendor_number(std::string_view entry)
{
    const auto colon = entry.find(':'); // names of dialects have none
    return {entry.substr(0, colon), entry.substr(colon + 1)};
}

std::optional<std::int64_t> id_of(std::string_view text)
{
    const auto id = parse_integer(text);
    return id && *id > 0 && std::to_string(*id) == text ? id : std::nullopt;
}

std::string_view vendor_number_of(const TextList& numbers, std::string_view dialect)
{
    for (const std::string_view entry : numbers) {
        const auto parts = parts_of_vendor_number(entry);
        if (parts.dialect == dialect) return parts.number;
    }
    return {};
}

void set_vendor_number(TextList& numbers, std::string_view dialect, std::string_view number)
{
    std::erase_if(numbers, [&](const std::string& entry) {
        return parts_of_vendor_number(entry).dialect == dialect;
    });
    if (number.empty()) return;
    std::string entry(dialect);
    entry += ':';
    entry += number;
    numbers.insert(std::upper_bound(numbers.begin(), numbers.end(), entry), entry);
}

} // namespace muster::model

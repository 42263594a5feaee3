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

bool has_vendor_number(const TextList& numbers)
{
    return std::any_of(numbers.begin(), numbers.end(), [](const std::string& entry) {
        return parts_of_vendor_number(entry).dialect != former_number;
    });
}

namespace {

void insert_entry(TextList& numbers, std::string_view dialect, std::string_view number)
{
    std::string entry(dialect);
    entry += ':';
    entry += number;
    const auto at = std::lower_bound(numbers.begin(), numbers.end(), entry);
    if (at == numbers.end() || *at != entry) numbers.insert(at, entry);
}

} // namespace

void set_vendor_number(TextList& numbers, std::string_view dialect, std::string_view number)
{
    const std::string old(vendor_number_of(numbers, dialect));
    if (old == number) return;
    std::erase_if(numbers, [&](const std::string& entry) {
        return parts_of_vendor_number(entry).dialect == dialect;
    });
    if (id_of(old)) insert_entry(numbers, former_number, old);
    if (!number.empty()) insert_entry(numbers, dialect, number);
}

} // namespace muster::model

// Decimals as text, and maps sorted by key. Knows no API and no storage.
#include "model/value.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace muster::model {

std::optional<Decimal> parse_decimal(std::string_view text, std::uint8_t scale)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view places =
        point == text.npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() && places.empty()) return std::nullopt;
    if (places.size() > scale && places.find_first_not_of('0', scale) != places.npos) {
        return std::nullopt;
    }
    // The sign is part of the text that is parsed, because the smallest 64-bit integer has no
    // positive counterpart.
    std::string digits = negative ? "-0" : "0";
    digits += whole;
    digits += places.substr(0, scale);
    digits.append(scale - std::min<std::size_t>(places.size(), scale), '0');
    if (digits.find_first_not_of("0123456789", negative ? 1 : 0) != digits.npos) {
        return std::nullopt;
    }
    const auto units = parse_integer(digits);
    if (!units) return std::nullopt;
    return Decimal{*units, scale};
}

std::string format_decimal(const Decimal& decimal)
{
    std::string digits = std::to_string(decimal.units);
    const bool negative = digits.starts_with('-');
    if (negative) digits.erase(0, 1);
    if (digits.size() <= decimal.scale) digits.insert(0, decimal.scale + 1 - digits.size(), '0');
    if (decimal.scale > 0) digits.insert(digits.size() - decimal.scale, 1, '.');
    return negative ? '-' + digits : digits;
}

std::string_view text_of(const Value& value)
{
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

namespace {

template <class Pairs>
auto place_of(Pairs& pairs, std::string_view key)
{
    return std::lower_bound(pairs.begin(), pairs.end(), key,
                            [](const auto& pair, std::string_view k) { return pair.first < k; });
}

template <class Pairs, class Content>
void set_pair(Pairs& pairs, std::string_view key, Content content, bool erase)
{
    const bool is_last = pairs.empty() || pairs.back().first < key;
    const auto place = is_last ? pairs.end() : place_of(pairs, key);
    const bool present = place != pairs.end() && place->first == key;
    if (erase) {
        if (present) pairs.erase(place);
    } else if (present) {
        place->second = std::move(content);
    } else {
        pairs.insert(place, {std::string(key), std::move(content)});
    }
}

} // namespace

const Value* FieldValues::find(std::string_view key) const
{
    const auto place = place_of(pairs_, key);
    return place != pairs_.end() && place->first == key ? &place->second : nullptr;
}

void FieldValues::set(std::string_view key, Value value)
{
    const bool erase = is_null(value);
    set_pair(pairs_, key, std::move(value), erase);
}

std::string_view Extras::of(std::string_view dialect) const
{
    const auto place = place_of(pairs_, dialect);
    return place != pairs_.end() && place->first == dialect ? std::string_view{place->second}
                                                            : std::string_view{};
}

void Extras::set(std::string_view dialect, std::string json)
{
    const bool erase = json.empty();
    set_pair(pairs_, dialect, std::move(json), erase);
}

} // namespace muster::model

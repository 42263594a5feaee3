// The values that members and declared fields hold, and their types. Knows no API and no storage.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/instant.h"
#include "base/result.h"

namespace muster::model {

// The number units / 10^scale. Money is never stored as binary floating point.
struct Decimal {
    std::int64_t units = 0;
    std::uint8_t scale = 0;
    friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Reads a number such as "29.85"; nullopt when it is not a number or has more places than `scale`.
std::optional<Decimal> parse_decimal(std::string_view text, std::uint8_t scale);
std::string format_decimal(const Decimal& decimal);

using TextList = std::vector<std::string>;

// monostate is null, "no value". An empty text is stored as null, so a Value is never empty text.
using Value = std::variant<std::monostate, bool, std::int64_t, double, Decimal, std::string, Date,
                           Time, TextList>;

inline bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }
// The text of a text value; empty for anything else.
std::string_view text_of(const Value& value);

// Types of declared fields.
enum class Type { text, integer, number, decimal, boolean, date, datetime, enumeration, list };
std::string_view name_of(Type type); // "enum" for enumeration
std::optional<Type> parse_type(std::string_view name);

// Values of custom fields, sorted by key; null values are not stored.
class FieldValues {
public:
    using Pair = std::pair<std::string, Value>;

    const Value* find(std::string_view key) const;
    void set(std::string_view key, Value value); // null erases; cheap when key is the greatest
    void reserve(std::size_t size) { pairs_.reserve(size); }
    // Calls change(key, value) for each value. Values that it sets to null are erased.
    template <class Change>
    void change_each(const Change& change)
    {
        for (auto& [key, value] : pairs_) change(std::as_const(key), value);
        std::erase_if(pairs_, [](const Pair& pair) { return is_null(pair.second); });
    }
    bool empty() const { return pairs_.empty(); }
    std::size_t size() const { return pairs_.size(); }
    auto begin() const { return pairs_.begin(); }
    auto end() const { return pairs_.end(); }
    friend bool operator==(const FieldValues&, const FieldValues&) = default;

private:
    std::vector<Pair> pairs_;
};

// What a dialect stores with an entity because the core has no member for it: maps the name of the
// dialect to JSON text that only that dialect reads (promise 6).
class Extras {
public:
    using Pair = std::pair<std::string, std::string>;

    std::string_view of(std::string_view dialect) const;  // empty when none
    void set(std::string_view dialect, std::string json); // empty erases
    bool empty() const { return pairs_.empty(); }
    auto begin() const { return pairs_.begin(); }
    auto end() const { return pairs_.end(); }
    friend bool operator==(const Extras&, const Extras&) = default;

private:
    std::vector<Pair> pairs_;
};

} // namespace muster::model

// Members that are enumerators, or a bool, and that JSON shows by name. The names are an array in
// the order of the enumerators. Knows no API.
#pragma once

#include <algorithm>
#include <string>

#include "wire/record.h"

namespace muster::wire {

// "add, remove or replace"
std::string choice_text(std::span<const std::string_view> names);

void write_name(JsonWriter& out, const model::Value& value);
Result<model::Value> read_name_of(const Json& json, std::span<const std::string_view> names);

template <const auto& names>
Result<model::Value> read_name(const Json& json)
{
    return read_name_of(json, names);
}

// A text that is one of the names.
template <const auto& names>
inline constexpr Codec name_codec{"a known name", write_name, read_name<names>,
                                  "string",       {},         names};

template <auto member, const auto& names>
std::string_view get_name(const ObjectOf<member>& object)
{
    return names[static_cast<std::size_t>(object.*member)];
}

template <auto member, const auto& names>
void set_name(ObjectOf<member>& object, const model::Value& value)
{
    const auto found = std::ranges::find(names, model::text_of(value));
    if (found == std::end(names)) return;
    using Enum = std::remove_reference_t<decltype(object.*member)>;
    object.*member = static_cast<Enum>(found - std::begin(names));
}

// named<&Plan::mode, mode_names>("mode")
template <auto member, const auto& names>
consteval auto named(std::string_view name, Access access = Access::read_write)
{
    return row<get_name<member, names>, set_name<member, names>>(name, name_codec<names>, access);
}

} // namespace muster::wire

// Rows for the text members of this API's own structs: how to read them from a body with their
// bounds, and how to write those that are not empty. And readers of single members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/limits.h"
#include "wire/schema.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

template <class T>
struct TextField {
    std::string_view name;
    std::string T::*text;
    std::size_t chars = limits::line_chars;
};

// A text, a number or a boolean as a text; null as the empty text. `name` is used in the message.
Result<std::string> read_text(const Json& json, std::string_view name,
                              std::size_t chars = limits::line_chars);

// A member of a body that is a boolean (also "true" or 1) or a number (also "1"); nullopt when it
// is absent or null.
Result<std::optional<bool>> read_flag(const Json& body, std::string_view member,
                                      std::string_view name);
Result<std::optional<std::int64_t>> read_count(const Json& body, std::string_view member,
                                               std::string_view name);
// The id of an element of a list, also when it is a text with a number; 0 when there is none.
std::int64_t element_id(const Json& element);

template <class T, std::size_t count>
Result<void> read_texts(const Json& body, const TextField<T> (&rows)[count], std::string_view place,
                        T& into)
{
    for (const auto& row : rows) {
        const Json* json = body.find(row.name);
        if (json == nullptr) continue;
        const std::string name = std::string(place) + '.' + std::string(row.name);
        into.*row.text = TRY(read_text(*json, name, row.chars));
    }
    return {};
}

template <class T, std::size_t count>
void describe_texts(wire::ObjectSchema& object, const TextField<T> (&rows)[count])
{
    for (const auto& row : rows) object.add(row.name, "string");
}

template <class T, std::size_t count>
void write_texts(JsonWriter& out, const TextField<T> (&rows)[count], const T& from,
                 const wire::Selection& selection = wire::everything)
{
    for (const auto& row : rows) {
        const std::string& text = from.*row.text;
        if (!text.empty() && selection.has(row.name)) out.name(row.name).text(text);
    }
}

} // namespace muster::dialects::ecwid

// Readers of texts, booleans and numbers in bodies, with the bounds and the messages of this API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/limits.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

// Texts of at most limits::line_chars characters; notes and streets of at most limits::text_bytes.
extern const wire::Codec line_codec;
extern const wire::Codec long_text_codec;
inline constexpr std::size_t long_text_bytes = limits::text_bytes * 4; // UTF-8

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
Result<std::int64_t> element_id(const Json& element, std::string_view name);

// Reads the members of an object inside a body; `place` is the name of that object, for messages.
template <class T>
Result<void> read_inside(const Json& body, const wire::Record<T>& record, std::string_view place,
                         T& into)
{
    auto read = wire::read_members(body, record, into);
    if (read) return {};
    auto error = std::move(read).error();
    error.subject = std::string(place) + '.' + error.subject;
    return fail(std::move(error));
}

} // namespace muster::dialects::ecwid

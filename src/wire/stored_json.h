// Reads JSON that a dialect has stored (extras, stored replies, jobs). An absent member has its
// default value, so that older texts stay readable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace muster::wire {

// An empty object when the text is none.
Json stored_json(const std::string& text);

// Empty, 0 or false when the member is absent or null.
std::string text_in(const Json& json, std::string_view name);
std::int64_t integer_in(const Json& json, std::string_view name);
double number_in(const Json& json, std::string_view name);
bool flag_in(const Json& json, std::string_view name);

// An object of the members that write(JsonWriter&) adds.
template <class Write>
std::string object_text(const Write& write)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write(out);
    out.end_object();
    return text;
}

} // namespace muster::wire

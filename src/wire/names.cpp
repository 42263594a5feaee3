// Reads and writes names. Knows no enumeration.
#include "wire/names.h"

namespace muster::wire {

std::string choice_text(std::span<const std::string_view> names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
        text += names[i];
    }
    return text;
}

void write_name(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_name_of(const Json& json, std::span<const std::string_view> names)
{
    const auto* text = json.as_text();
    if (text != nullptr && std::ranges::find(names, *text) != names.end())
        return model::Value{*text};
    return fail(Code::invalid_value, "value", "must be " + choice_text(names));
}

} // namespace muster::wire

// Reads single members of bodies. Knows no entity.
#include "dialects/ecwid/text_fields.h"

#include "base/text.h"
#include "dialects/ecwid/errors.h"

namespace muster::dialects::ecwid {

namespace {

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

// The name of the member is added where the record is read.
template <std::size_t chars>
Result<model::Value> read_bounded_text(const Json& json)
{
    auto text = TRY(read_text(json, {}, chars));
    return text.empty() ? model::Value{} : model::Value{std::move(text)};
}

} // namespace

const wire::Codec line_codec{"text", write_text, read_bounded_text<limits::line_chars>};
const wire::Codec long_text_codec{"text", write_text, read_bounded_text<limits::text_bytes>};

Result<std::string> read_text(const Json& json, std::string_view name, std::size_t chars)
{
    std::string text;
    if (const auto* given = json.as_text()) {
        text = *given;
    } else if (json.is_array() || json.is_object()) {
        return wrong_parameter(name, "expected a string");
    } else if (!json.is_null()) {
        text = json.text();
    }
    if (text.find('\0') != text.npos) return wrong_parameter(name, "must not contain NUL");
    if (text.size() > chars && count_chars(text) > chars) {
        return wrong_parameter(name, "must have at most " + std::to_string(chars) + " characters");
    }
    return text;
}

Result<std::optional<bool>> read_flag(const Json& body, std::string_view member,
                                      std::string_view name)
{
    const Json* json = body.find(member);
    if (json == nullptr || json->is_null()) return std::nullopt;
    auto value = wire::lenient_boolean_codec.read(*json);
    if (!value) return wrong_parameter(name, "expected true or false");
    const auto* flag = std::get_if<bool>(&*value);
    return flag == nullptr ? std::optional<bool>{} : *flag;
}

Result<std::optional<std::int64_t>> read_count(const Json& body, std::string_view member,
                                               std::string_view name)
{
    const Json* json = body.find(member);
    if (json == nullptr || json->is_null()) return std::nullopt;
    // The vendor's tables call orderBy a boolean; every example has a number.
    if (const auto* flag = json->as_bool()) return *flag ? 1 : 0;
    auto value = wire::lenient_integer_codec.read(*json);
    const auto* count = value ? std::get_if<std::int64_t>(&*value) : nullptr;
    if (count == nullptr || *count < 0 || *count > limits::entity_id) {
        return wrong_parameter(name, "expected a number");
    }
    return *count;
}

Result<std::int64_t> element_id(const Json& element, std::string_view name)
{
    const Json* id = element.find("id");
    if (id == nullptr || id->is_null()) return 0;
    const auto value = wire::lenient_integer_codec.read(*id);
    const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
    if (number == nullptr) return wrong_parameter(name, "expected a number");
    return *number;
}

} // namespace muster::dialects::ecwid

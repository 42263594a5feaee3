// The types of extra fields.
#include "dialects/ecwid/extrafields/extrafield_type.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace muster::dialects::ecwid {

namespace {

constexpr std::array<std::string_view, 7> extrafield_types{
    "TEXT", "TEXTAREA", "SELECT", "RADIO_BUTTONS", "TOGGLE_BUTTON_GROUP", "CHECKBOX", "DATETIME"};

std::string nearest_type(model::Type type)
{
    switch (type) {
    case model::Type::date:
    case model::Type::datetime: return "DATETIME";
    case model::Type::boolean: return "CHECKBOX";
    case model::Type::enumeration: return "SELECT";
    case model::Type::text:
    case model::Type::integer:
    case model::Type::number:
    case model::Type::decimal:
    case model::Type::list: return "TEXT";
    }
    return "TEXT";
}

void write_type(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

} // namespace

const wire::Codec extrafield_type_codec{
    .name = "a type of extra fields",
    .write = write_type,
    .read = nullptr,
    .choices = extrafield_types,
};

std::optional<std::string> parse_extrafield_type(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    if (std::ranges::count(extrafield_types, upper) == 0) return std::nullopt;
    return upper;
}

std::string extrafield_type(const model::CustomField& field)
{
    const auto notes = FieldNotes::of(field);
    return notes.type.empty() ? nearest_type(field.type) : notes.type;
}

FieldNotes FieldNotes::of(const model::CustomField& field)
{
    FieldNotes notes;
    const auto json = parse_json(field.extras.of("ecwid"));
    if (!json) return notes;
    const auto flag = [&](std::string_view name) {
        const Json* member = json->find(name);
        const auto* value = member == nullptr ? nullptr : member->as_bool();
        return value != nullptr && *value;
    };
    const Json* type = json->find("type");
    if (type != nullptr && type->as_text() != nullptr) notes.type = *type->as_text();
    notes.is_shown_on_orders = flag("shownOnOrderDetails");
    notes.is_deleted = flag("deleted");
    return notes;
}

void FieldNotes::store_in(model::CustomField& field) const
{
    Json json = Json::object();
    if (!type.empty()) json.set("type", type);
    if (is_shown_on_orders) json.set("shownOnOrderDetails", true);
    if (is_deleted) json.set("deleted", true);
    field.extras.set("ecwid", json.as_object()->empty() ? std::string{} : json.text());
}

} // namespace muster::dialects::ecwid

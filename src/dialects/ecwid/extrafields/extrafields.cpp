// The values of extra fields. Their settings are in extrafield_settings.cpp.
#include "dialects/ecwid/extrafields/extrafields.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/extrafields/extrafield_type.h"
#include "dialects/ecwid/text_fields.h"
#include "wire/plain_text.h"

namespace muster::dialects::ecwid {

namespace {

// A value as this API writes it.
std::string shown_text(const model::Value& value)
{
    const auto* time = std::get_if<Time>(&value);
    return time == nullptr ? wire::plain_text(value) : format_datetime(*time);
}

std::string_view first_of(std::string_view text, std::string_view fallback)
{
    return text.empty() ? fallback : text;
}

model::TextList entity_types(const ShownExtrafield&) { return {"CUSTOMERS"}; }

constexpr auto value_table = wire::record(
    {"ExtrafieldValue"},
    wire::row<&ShownExtrafield::key>("key", wire::text_codec)
        .with(wire::Absent::empty_text)
        .about("The key of the field.", R"("favorite")"),
    wire::row<&ShownExtrafield::title>("title", wire::text_codec)
        .with(wire::Absent::empty_text)
        .about("The title of the field."),
    wire::row<&ShownExtrafield::value>("value", wire::text_codec)
        .with(wire::Absent::empty_text)
        .about("The value; an empty text removes it.", R"("Earl Grey")"),
    wire::row<&ShownExtrafield::type>("type", extrafield_type_codec)
        .with(wire::Absent::empty_text)
        .about("The type of the field."),
    wire::row<&ShownExtrafield::order_by>("orderBy", wire::integer_codec, wire::Access::read_only)
        .about("The place in the list."),
    wire::row<entity_types>("entityTypes", wire::text_list_codec, wire::Access::read_only)
        .about("Always CUSTOMERS."));

Result<LooseField> read_field(const Json& body)
{
    if (!body.is_object()) return wrong_parameter("extrafields", "expected a JSON object");
    LooseField field;
    const auto read = [&](std::string_view member, std::string& into,
                          std::size_t chars) -> Result<void> {
        const Json* json = body.find(member);
        if (json != nullptr) {
            into = TRY(read_text(*json, "extrafields." + std::string(member), chars));
        }
        return {};
    };
    TRY(read("key", field.key, limits::line_chars));
    TRY(read("title", field.title, limits::line_chars));
    TRY(read("value", field.value, limits::text_bytes));
    TRY(read("type", field.type, limits::line_chars));
    if (trim(field.key).empty()) return absent_field("extrafields.key");
    if (field.type.empty()) return field;
    auto type = parse_extrafield_type(field.type);
    if (!type) return wrong_parameter("extrafields.type", "expected one of 'TEXT','DATETIME'");
    field.type = std::move(*type);
    return field;
}

void merge_loose(LooseField field, bool has_value, std::vector<LooseField>& fields)
{
    const auto stored = std::ranges::find(fields, field.key, &LooseField::key);
    if (stored == fields.end()) {
        if (!field.value.empty()) fields.push_back(std::move(field));
        return;
    }
    if (has_value && field.value.empty()) {
        fields.erase(stored);
        return;
    }
    if (has_value) stored->value = std::move(field.value);
    if (!field.title.empty()) stored->title = std::move(field.title);
    if (!field.type.empty()) stored->type = std::move(field.type);
}

} // namespace

std::vector<ShownExtrafield> shown_extrafields(const model::Customer& customer,
                                               const CustomerExtras& extras,
                                               const model::DeclaredFields& declared)
{
    std::vector<ShownExtrafield> shown;
    const auto add = [&](std::string key, std::string_view title, std::string value,
                         std::string type) {
        const auto place = std::ssize(shown);
        shown.push_back(
            {std::move(key), std::string(title), std::move(value), std::move(type), place});
    };
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        const auto* value = customer.fields.find(field->key);
        const auto loose = std::ranges::find(extras.fields, field->key, &LooseField::key);
        if (value == nullptr && loose == extras.fields.end()) continue;
        add(field->key, first_of(field->label, field->key),
            value == nullptr ? loose->value : shown_text(*value), extrafield_type(*field));
    }
    for (const auto& loose : extras.fields) {
        if (std::ranges::count(shown, loose.key, &ShownExtrafield::key) != 0) continue;
        add(loose.key, first_of(loose.title, loose.key), loose.value,
            std::string(first_of(loose.type, "TEXT")));
    }
    return shown;
}

const wire::Record<ShownExtrafield>& extrafield_value_record() { return value_table; }

Result<void> check_extrafields(const Json& list)
{
    if (list.is_null()) return {};
    const auto* items = list.as_array();
    if (items == nullptr) return wrong_parameter("extrafields", "expected a list");
    if (items->size() > limits::extrafields_at_once) {
        return wrong_parameter("extrafields", "expected at most 1000 extra fields");
    }
    for (const auto& item : *items) TRY(read_field(item));
    return {};
}

Result<void> merge_extrafields(const Json& list, const model::DeclaredFields& declared,
                               model::Customer& customer, CustomerExtras& extras)
{
    if (list.is_null()) return {};
    for (const auto& item : *list.as_array()) {
        auto field = TRY(read_field(item));
        const bool has_value = item.find("value") != nullptr;
        const auto* known = declared.find(model::FieldEntity::customer, field.key);
        if (known == nullptr) {
            merge_loose(std::move(field), has_value, extras.fields);
        } else if (has_value) {
            std::erase_if(extras.fields,
                          [&](const LooseField& loose) { return loose.key == known->key; });
            customer.fields.set(known->key,
                                field.value.empty() ? model::Value{} : model::Value{field.value});
        }
    }
    return {};
}

} // namespace muster::dialects::ecwid

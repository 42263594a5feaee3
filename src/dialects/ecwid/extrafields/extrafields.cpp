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

struct ShownExtrafield {
    std::string key;
    std::string title;
    std::string value;
    std::string type;
    std::int64_t order_by = 0;
};

std::string_view first_of(std::string_view text, std::string_view fallback)
{
    return text.empty() ? fallback : text;
}

// In the order of the declared fields; those without settings last.
std::vector<ShownExtrafield> shown_fields(const model::Customer& customer,
                                          const CustomerExtras& extras,
                                          const model::DeclaredFields& declared)
{
    std::vector<ShownExtrafield> shown;
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        const auto* value = customer.fields.find(field->key);
        const auto loose = std::ranges::find(extras.fields, field->key, &LooseField::key);
        if (value == nullptr && loose == extras.fields.end()) continue;
        shown.push_back({field->key, std::string(first_of(field->label, field->key)),
                         value == nullptr ? loose->value : shown_text(*value),
                         extrafield_type(*field)});
    }
    for (const auto& loose : extras.fields) {
        if (std::ranges::count(shown, loose.key, &ShownExtrafield::key) != 0) continue;
        shown.push_back({loose.key, std::string(first_of(loose.title, loose.key)), loose.value,
                         std::string(first_of(loose.type, "TEXT"))});
    }
    return shown;
}

using wire::Access;

constexpr wire::Member<ShownExtrafield> value_members[] = {
    {"key", &wire::text_form, [](const ShownExtrafield& field) { return model::Value{field.key}; },
     Access::read_write},
    {"title", &wire::text_form,
     [](const ShownExtrafield& field) { return model::Value{field.title}; }, Access::read_write},
    {"value", &wire::text_form,
     [](const ShownExtrafield& field) { return model::Value{field.value}; }, Access::read_write},
    {"type", &wire::text_form,
     [](const ShownExtrafield& field) { return model::Value{field.type}; }, Access::read_write},
    {"orderBy", &wire::integer_form,
     [](const ShownExtrafield& field) { return model::Value{field.order_by}; }},
    {"entityTypes", &wire::text_list_form,
     [](const ShownExtrafield&) { return model::Value{model::TextList{"CUSTOMERS"}}; }},
};

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

void write_extrafields(JsonWriter& out, const model::Customer& customer,
                       const CustomerExtras& extras, const model::DeclaredFields& declared,
                       const wire::Selection& selection)
{
    auto fields = shown_fields(customer, extras, declared);
    if (fields.empty()) return;
    std::int64_t order_by = 0;
    out.name("extrafields").begin_array();
    for (auto& field : fields) {
        field.order_by = order_by++;
        out.begin_object();
        wire::write_members(out, value_members, field, selection);
        out.end_object();
    }
    out.end_array();
}

Json extrafield_schema(wire::Side side)
{
    return wire::ObjectSchema().add(value_members, side).done();
}

Result<void> check_extrafields(const Json& list)
{
    if (list.is_null()) return {};
    const auto* items = list.as_array();
    if (items == nullptr) return wrong_parameter("extrafields", "expected a list");
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

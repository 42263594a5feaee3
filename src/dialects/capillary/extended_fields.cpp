// Converts named values to the types of custom fields, with a warning for each that cannot be
// converted.
#include "dialects/capillary/extended_fields.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/inputs.h"
#include "dialects/capillary/timestamps.h"

namespace muster::dialects::capillary {

namespace {

using model::Type;

// {"name": "x", "value": 1}, or {"x": 1}.
bool read_pair(const Json& item, NamedValues& into)
{
    const auto* members = item.as_object();
    if (members == nullptr) return false;
    const auto* name = member(item, "name");
    const bool is_named = members->size() == 2 && name != nullptr && name->as_text() != nullptr;
    const auto named = std::find_if(members->begin(), members->end(), [](const auto& candidate) {
        return equal_ignoring_ascii_case(candidate.name, "value");
    });
    if (is_named && named != members->end()) {
        into.push_back({*name->as_text(), named->value});
        return true;
    }
    for (const auto& [key, value] : *members) into.push_back({key, value});
    return true;
}

std::optional<model::TextList> texts_of(const Json::Array& items)
{
    model::TextList texts;
    for (const auto& item : items) {
        auto text = scalar_or_flag_text(item);
        if (!text) return std::nullopt;
        texts.push_back(*std::move(text));
    }
    return texts;
}

// nullopt for what no field can hold: objects, and lists with items that are not scalars.
std::optional<model::Value> value_of(const Json& json)
{
    if (json.is_null()) return model::Value{};
    if (const auto* flag = json.as_bool()) return model::Value{*flag};
    if (const auto* whole = json.as_integer()) return model::Value{*whole};
    if (const auto* real = json.as_double()) return model::Value{*real};
    if (const auto* text = json.as_text()) return model::Value{*text};
    const auto* items = json.as_array();
    auto texts = items == nullptr ? std::nullopt : texts_of(*items);
    if (!texts) return std::nullopt;
    return model::Value{*std::move(texts)};
}

// Lists are stored as texts; the format of the field says which type their items must have.
bool matches_element_type(const model::CustomField& field, const model::Value& value)
{
    const auto* items = std::get_if<model::TextList>(&value);
    if (items == nullptr) return true;
    const bool wants_integers = field.format == "integer";
    const bool wants_numbers =
        wants_integers || field.format == "decimal" || field.format == "number";
    for (const auto& item : *items) {
        if (wants_integers && !parse_integer(item)) return false;
        if (wants_numbers && !parse_number(item)) return false;
    }
    return true;
}

void write_list(JsonWriter& out, const model::TextList& items, const model::CustomField* field)
{
    const bool has_numbers = field != nullptr && !field->format.empty() && field->format != "text";
    out.begin_array();
    for (const auto& item : items) {
        const auto whole = has_numbers ? parse_integer(item) : std::nullopt;
        const auto number = has_numbers ? parse_number(item) : std::nullopt;
        if (whole) {
            out.integer(*whole);
        } else if (number) {
            out.number(*number);
        } else {
            out.text(item);
        }
    }
    out.end_array();
}

struct ExtendedValueWriter {
    JsonWriter& out;
    const model::CustomField* field;
    std::chrono::minutes offset;

    void operator()(std::monostate) const { out.null(); }
    void operator()(bool value) const { out.boolean(value); }
    void operator()(std::int64_t value) const { out.integer(value); }
    void operator()(double value) const { out.number(value); }
    void operator()(const model::Decimal& value) const { out.raw(model::format_decimal(value)); }
    void operator()(const std::string& value) const { out.text(value); }
    void operator()(Date value) const { out.text(format_date(value)); }
    void operator()(Time value) const { out.text(instant_text(value, offset)); }
    void operator()(const model::TextList& value) const { write_list(out, value, field); }
};

} // namespace

Result<NamedValues> read_extended(const Json& body, const NumberedProblem& unusable)
{
    const auto* given = member(body, "extendedFields");
    return given == nullptr ? NamedValues{} : read_named_values(*given, unusable);
}

Result<NamedValues> read_named_values(const Json& json, const NumberedProblem& unusable)
{
    NamedValues values;
    if (is_blank(json)) return values;
    if (const auto* members = json.as_object()) {
        for (const auto& [name, value] : *members) values.push_back({name, value});
        return values;
    }
    const auto* items = json.as_array();
    if (items == nullptr) return refuse(unusable);
    for (const auto& item : *items) {
        if (!read_pair(item, values)) return refuse(unusable);
    }
    return values;
}

Result<model::Value> coerce_json(const model::CustomField& field, const Json& json)
{
    const auto wrong_type = fail(Code::invalid_value, field.key, "does not match its data type");
    auto value = value_of(json);
    if (!value) return wrong_type;
    const bool is_list = std::holds_alternative<model::TextList>(*value);
    if (is_list && field.type != Type::list) return wrong_type;
    const bool is_moment = field.type == Type::date || field.type == Type::datetime;
    if (const auto* text = json.as_text(); text != nullptr && is_moment) {
        const auto moment = parse_timestamp(*text);
        if (!moment) return wrong_type;
        if (field.type == Type::datetime) return model::Value{*moment};
        return model::Value{std::chrono::floor<std::chrono::days>(*moment)};
    }
    auto coerced = TRY(model::coerce(field, *value));
    if (!matches_element_type(field, coerced)) return wrong_type;
    return coerced;
}

Issues merge_extended(const model::DeclaredFields& declared, const NamedValues& values,
                      const MergeRules& rules, model::FieldValues& into)
{
    Issues issues;
    for (const auto& [name, value] : values) {
        const auto* field = declared.find(rules.entity, name);
        if (field == nullptr) {
            issues.push_back(issue(rules.undeclared, name));
        } else if (is_blank(value)) {
            if (!rules.skips_blank) into.set(field->key, {});
        } else if (auto coerced = coerce_json(*field, value)) {
            into.set(field->key, *std::move(coerced));
        } else {
            issues.push_back(issue(rules.wrong_type, name));
        }
    }
    return issues;
}

void write_extended(JsonWriter& out, const model::FieldValues& values,
                    const model::DeclaredFields& declared, model::FieldEntity entity,
                    std::chrono::minutes offset)
{
    out.name("extendedFields").begin_object();
    for (const auto& [key, value] : values) {
        out.name(key);
        std::visit(ExtendedValueWriter{out, declared.find(entity, key), offset}, value);
    }
    out.end_object();
}

} // namespace muster::dialects::capillary

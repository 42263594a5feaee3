// Loads declared fields and converts values to their types. Knows no API and no engine.
#include "model/declared.h"

#include <algorithm>
#include <numeric>

#include "base/limits.h"
#include "base/text.h"
#include "model/name_form.h"
#include "model/row_size.h"

namespace muster::model {

namespace {

auto place_of(const CustomField& field)
{
    return std::pair(field.entity, std::string_view(field.key));
}

} // namespace

DeclaredFields::DeclaredFields(std::vector<CustomField> fields)
    : fields_(std::move(fields)), by_key_(fields_.size())
{
    std::iota(by_key_.begin(), by_key_.end(), std::size_t{0});
    std::sort(by_key_.begin(), by_key_.end(), [this](std::size_t a, std::size_t b) {
        return place_of(fields_[a]) < place_of(fields_[b]);
    });
}

const CustomField* DeclaredFields::find(FieldEntity entity, std::string_view key) const
{
    const auto exact = std::lower_bound(by_key_.begin(), by_key_.end(), std::pair(entity, key),
                                        [this](std::size_t place, const auto& wanted) {
                                            return place_of(fields_[place]) < wanted;
                                        });
    if (exact != by_key_.end() && place_of(fields_[*exact]) == std::pair(entity, key)) {
        return &fields_[*exact];
    }
    const std::string folded = fold(key);
    for (const auto& field : fields_) {
        if (field.entity == entity && fold(field.key) == folded) return &field;
    }
    return nullptr;
}

const CustomField* DeclaredFields::named(FieldEntity entity, std::string_view name) const
{
    if (const auto* field = find(entity, name)) return field;
    const std::string form = name_form(name);
    const CustomField* found = nullptr;
    for (const auto& field : fields_) {
        if (field.entity != entity || form != name_form(field.key)) continue;
        if (found != nullptr) return nullptr;
        found = &field;
    }
    return found;
}

std::vector<const CustomField*> DeclaredFields::of(FieldEntity entity) const
{
    std::vector<const CustomField*> chosen;
    for (const auto& field : fields_) {
        if (field.entity == entity) chosen.push_back(&field);
    }
    return chosen;
}

Result<DeclaredFields> load_declared(const Rows& rows, TenantId tenant)
{
    Query query;
    query.kind = Kind::field;
    query.tenant = tenant;
    query.limit = static_cast<std::int64_t>(limits::fields_per_tenant);
    auto page = TRY(rows.page(query));
    return DeclaredFields(rows_of<CustomField>(std::move(page)));
}

namespace {

Failure misfit(const CustomField& field, std::string expected)
{
    return fail(Code::invalid_value, "fields." + field.key, "must be " + std::move(expected));
}

// The value as people write it; nullopt for null and lists.
std::optional<std::string> plain_text(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return format_number(*real);
    if (const auto* decimal = std::get_if<Decimal>(&value)) return format_decimal(*decimal);
    if (const auto* date = std::get_if<Date>(&value)) return format_date(*date);
    if (const auto* time = std::get_if<Time>(&value)) return format_rfc3339(*time);
    return std::nullopt;
}

Result<Value> coerce_text(const CustomField& field, Value&& value)
{
    if (!std::holds_alternative<std::string>(value)) {
        auto text = plain_text(value);
        if (!text) return misfit(field, "text");
        value = std::move(*text);
    }
    const auto size = text_of(value).size();
    if (size > limits::text_bytes) {
        return misfit(field, "at most " + std::to_string(limits::text_bytes) + " bytes");
    }
    return size == 0 ? Value{} : std::move(value);
}

Result<Value> coerce_integer(const CustomField& field, const Value& value)
{
    if (std::holds_alternative<std::int64_t>(value)) return value;
    const auto text = plain_text(value);
    const auto whole = text ? parse_integer(trim(*text)) : std::nullopt;
    if (!whole) return misfit(field, "an integer");
    return Value{*whole};
}

Result<Value> coerce_number(const CustomField& field, const Value& value)
{
    if (std::holds_alternative<double>(value)) return value;
    if (std::holds_alternative<bool>(value)) return misfit(field, "a number");
    const auto text = plain_text(value);
    const auto number = text ? parse_number(trim(*text)) : std::nullopt;
    if (!number) return misfit(field, "a number");
    return Value{*number};
}

Result<Value> coerce_decimal(const CustomField& field, const Value& value)
{
    const auto scale = static_cast<std::uint8_t>(parse_integer(field.format).value_or(2));
    const auto* known = std::get_if<Decimal>(&value);
    if (known != nullptr && known->scale == scale) return value;
    const auto text = plain_text(value);
    const auto decimal = text ? parse_decimal(trim(*text), scale) : std::nullopt;
    if (!decimal) {
        return misfit(field, "a decimal number with at most " + std::to_string(scale) + " places");
    }
    return Value{*decimal};
}

Result<Value> coerce_boolean(const CustomField& field, const Value& value)
{
    if (std::holds_alternative<bool>(value)) return value;
    const std::string text = lower_ascii(trim(plain_text(value).value_or("")));
    if (text == "true" || text == "yes" || text == "1") return Value{true};
    if (text == "false" || text == "no" || text == "0") return Value{false};
    return misfit(field, "true or false");
}

Result<Value> coerce_date(const CustomField& field, const Value& value)
{
    if (std::holds_alternative<Date>(value)) return value;
    const auto text = plain_text(value);
    const auto instant = text ? parse_instant(trim(*text)) : std::nullopt;
    if (!instant) return misfit(field, "a date such as 2026-02-03");
    return Value{std::chrono::floor<std::chrono::days>(*instant)};
}

Result<Value> coerce_datetime(const CustomField& field, const Value& value)
{
    if (std::holds_alternative<Time>(value)) return value;
    const auto text = plain_text(value);
    const auto instant = text ? parse_instant(trim(*text)) : std::nullopt;
    if (!instant) return misfit(field, "a time such as 2026-02-03T09:15:42Z");
    return Value{*instant};
}

// The declared spelling of one of the field's values.
std::optional<std::string> declared_value(const CustomField& field, std::string_view text)
{
    const std::string folded = fold(text);
    for (const auto& value : field.values) {
        if (fold(value) == folded) return value;
    }
    return std::nullopt;
}

std::string list_values(const CustomField& field)
{
    std::string text;
    for (std::size_t i = 0; i < field.values.size() && i < 10; ++i) {
        text += (i == 0 ? "" : ", ") + field.values[i];
    }
    return field.values.size() > 10 ? text + ", …" : text;
}

Result<Value> coerce_enumeration(const CustomField& field, const Value& value)
{
    const auto text = plain_text(value);
    auto declared = text ? declared_value(field, trim(*text)) : std::nullopt;
    if (!declared) return misfit(field, "one of " + list_values(field));
    return Value{std::move(*declared)};
}

Result<Value> coerce_list(const CustomField& field, const Value& value)
{
    TextList items;
    if (const auto* list = std::get_if<TextList>(&value)) {
        items = *list;
    } else {
        const std::string text = plain_text(value).value_or("");
        for (const auto piece : split(text, ',')) items.emplace_back(trim(piece));
    }
    if (items.size() > limits::enum_values) return misfit(field, "a shorter list");
    if (!field.values.empty()) {
        for (auto& item : items) {
            auto declared = declared_value(field, item);
            if (!declared) return misfit(field, "a list of " + list_values(field));
            item = std::move(*declared);
        }
    }
    return items.empty() ? Value{} : Value{std::move(items)};
}

} // namespace

Result<Value> coerce(const CustomField& field, Value value)
{
    if (is_null(value)) return value;
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (!is_utf8(*text)) return misfit(field, "valid UTF-8");
        if (trim(*text).empty() && field.type != Type::text) return Value{};
    }
    switch (field.type) {
    case Type::text: return coerce_text(field, std::move(value));
    case Type::integer: return coerce_integer(field, value);
    case Type::number: return coerce_number(field, value);
    case Type::decimal: return coerce_decimal(field, value);
    case Type::boolean: return coerce_boolean(field, value);
    case Type::date: return coerce_date(field, value);
    case Type::datetime: return coerce_datetime(field, value);
    case Type::enumeration: return coerce_enumeration(field, value);
    case Type::list: return coerce_list(field, value);
    }
    return fail(Code::internal, field.key, "unknown type of field");
}

namespace {

// Collects problems: the first becomes the error, the others become its `further`.
class Problems {
public:
    void add(Error error)
    {
        if (first_) {
            first_->further.push_back(std::move(error));
        } else {
            first_ = std::move(error);
        }
    }
    std::optional<Error>& first() { return first_; }

private:
    std::optional<Error> first_;
};

} // namespace

Result<void> coerce_fields(const DeclaredFields& declared, FieldEntity entity, FieldValues& values)
{
    Problems problems;
    std::vector<std::pair<std::string, const CustomField*>> misspelled;
    values.change_each([&](const std::string& key, Value& value) {
        const CustomField* field = declared.find(entity, key);
        if (field == nullptr) {
            return problems.add({Code::unknown_field,
                                 "fields." + key,
                                 "no field of this name is declared",
                                 {},
                                 {},
                                 {}});
        }
        auto fits = coerce(*field, std::move(value));
        if (!fits) return problems.add(std::move(fits).error());
        value = *std::move(fits);
        if (key != field->key) misspelled.emplace_back(key, field);
    });
    for (const auto& [key, field] : misspelled) {
        const auto* value = values.find(key);
        // When a request has both spellings, the value of the declared one is used.
        if (value != nullptr && values.find(field->key) == nullptr) {
            values.set(field->key, Value(*value));
        }
        values.set(key, {});
    }
    for (const CustomField& field : declared.all()) {
        if (field.entity != entity || !field.required) continue;
        if (values.find(field.key) == nullptr) {
            problems.add({Code::missing_field, "fields." + field.key, "is required", {}, {}, {}});
        }
    }
    if (problems.first()) return fail(std::move(*problems.first()));
    if (bytes_of(values) <= limits::fields_bytes) return {};
    return fail(Code::too_large, "fields",
                "the values have more than " + std::to_string(limits::fields_bytes) + " bytes");
}

} // namespace muster::model

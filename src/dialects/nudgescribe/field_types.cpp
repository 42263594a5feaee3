// The table of types, and the checks of their values.
#include "dialects/nudgescribe/field_types.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/nudgescribe/date_formats.h"
#include "dialects/nudgescribe/field_extras.h"
#include "model/declared.h"
#include "wire/currencies.h"
#include "wire/plain_text.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::size_t string_chars = 4096;
// A double has no more of them, and a number is never changed without a word.
constexpr std::size_t number_digits = 15;

struct NamedType {
    ProfileType type;
    std::string_view name; // as the vendor spells it
    model::Type core;
};
constexpr std::array<NamedType, 6> named_types{{
    {ProfileType::string, "string", model::Type::text},
    {ProfileType::number, "number", model::Type::number},
    {ProfileType::character, "char", model::Type::text},
    {ProfileType::date, "Date", model::Type::date},
    {ProfileType::currency, "currency", model::Type::decimal},
    {ProfileType::enumeration, "enum", model::Type::enumeration},
}};

const NamedType& named(ProfileType type) { return named_types.at(static_cast<std::size_t>(type)); }

muster::Failure wrong_value(std::string_view name, std::string message)
{
    return fail(Code::invalid_value, std::string(name), std::move(message));
}

// The digits of a number without leading zeros and exponent.
std::size_t significant_digits(std::string_view text)
{
    const auto digits = digits_of(text.substr(0, text.find_first_of("eE")));
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? 0 : digits.size() - first;
}

Result<std::string> checked_date_format(const std::string& format)
{
    const auto formats = date_formats();
    if (std::find(formats.begin(), formats.end(), format) != formats.end()) return format;
    std::string list;
    for (const auto one : formats) {
        list += (list.empty() ? "'" : ", '") + std::string(one) + '\'';
    }
    return wrong_value("field_format", "must be one of " + list);
}

Result<std::string> checked_currency(const std::string& format)
{
    const auto* currency = wire::find_currency(format);
    if (currency != nullptr) return std::string(currency->code);
    return wrong_value("field_format", "must be the ISO 4217 code of a currency, such as EUR");
}

// What the core does not check of a text.
Result<void> check_profile_text(const model::CustomField& field, const ProfileShape& shape,
                                std::string_view text)
{
    if (field.type == model::Type::number && parse_number(text) &&
        significant_digits(text) > number_digits) {
        return wrong_value(field.key, "must be a number of at most " +
                                          std::to_string(number_digits) + " significant digits");
    }
    if (shape.type == ProfileType::character && count_chars(text) != 1) {
        return wrong_value(field.key, "must be exactly one character");
    }
    if (shape.type == ProfileType::string && count_chars(text) > string_chars) {
        return wrong_value(field.key,
                           "must have at most " + std::to_string(string_chars) + " characters");
    }
    return {};
}

} // namespace

std::string_view name_of(ProfileType type) { return named(type).name; }

std::optional<ProfileType> parse_profile_type(std::string_view name)
{
    for (const auto& one : named_types) {
        if (equal_ignoring_ascii_case(one.name, name)) return one.type;
    }
    return std::nullopt;
}

Result<std::string> checked_format(ProfileType type, const std::string& format)
{
    const bool needs_one = type == ProfileType::date || type == ProfileType::currency;
    if (!needs_one) return std::string{};
    if (format.empty()) return fail(Code::missing_field, "field_format", "is required");
    return type == ProfileType::date ? checked_date_format(format) : checked_currency(format);
}

ProfileShape shape_of(const model::CustomField& field)
{
    const auto extras = extras_of(field);
    switch (field.type) {
    case model::Type::integer:
    case model::Type::number: return {ProfileType::number, {}};
    case model::Type::decimal:
        if (wire::find_currency(extras.format) == nullptr) return {ProfileType::number, {}};
        return {ProfileType::currency, extras.format};
    case model::Type::date: {
        const bool is_form = checked_date_format(extras.format).has_value();
        return {ProfileType::date, is_form ? extras.format : std::string(date_formats().front())};
    }
    case model::Type::boolean:
    case model::Type::enumeration: return {ProfileType::enumeration, {}};
    case model::Type::text:
        if (extras.is_character) return {ProfileType::character, {}};
        return {ProfileType::string, {}};
    case model::Type::datetime:
    case model::Type::list: return {ProfileType::string, {}};
    }
    return {};
}

model::TextList values_of(const model::CustomField& field)
{
    if (field.type == model::Type::boolean) return {"true", "false"};
    return field.type == model::Type::enumeration ? field.values : model::TextList{};
}

void set_shape(const ProfileShape& shape, model::CustomField& field)
{
    field.type = named(shape.type).core;
    field.format.clear();
    if (const auto* currency = wire::find_currency(shape.format)) {
        field.format = std::to_string(currency->places);
    }
}

Result<model::Value> read_profile_value(const model::CustomField& field, const ProfileShape& shape,
                                        std::string_view text)
{
    if (shape.type == ProfileType::date) {
        const auto date = read_date(trim(text), shape.format);
        if (date) return model::Value{*date};
        return wrong_value(field.key, "must be a date in the form " + shape.format);
    }
    const bool is_text = field.type == model::Type::text;
    const auto given = is_text ? text : trim(text);
    TRY(check_profile_text(field, shape, given));
    return model::coerce(field, model::Value{std::string(given)});
}

std::string profile_text(const ProfileShape& shape, const model::Value& value)
{
    if (const auto* date = std::get_if<Date>(&value)) return write_date(*date, shape.format);
    // Times have whole seconds in this API; everything else looks as in files.
    if (const auto* time = std::get_if<Time>(&value)) return format_rfc3339(*time, Fraction::none);
    return wire::plain_text(value);
}

} // namespace muster::dialects::nudgescribe

// Reads and writes values in the formats that only this API has.
#include "dialects/nuweb/codecs.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

muster::Failure wrong_value(std::string_view message)
{
    return fail(Code::invalid_value, {}, std::string(message));
}

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

void write_integer(JsonWriter& out, const model::Value& value)
{
    out.integer(std::get<std::int64_t>(value));
}

Result<model::Value> read_line(const Json& json)
{
    auto value = TRY(wire::text_codec.read(json));
    if (count_chars(model::text_of(value)) > limits::line_chars) {
        return wrong_value("must not be greater than 255 characters.");
    }
    return value;
}

// Blanks around the address are no part of it.
Result<model::Value> checked_email(const model::Value& value)
{
    if (model::is_null(value)) return value;
    const auto email = trim_invisible(model::text_of(value));
    if (!is_email(email)) return wrong_value("must be a valid email address.");
    return model::Value(std::string(email));
}

Result<model::Value> read_email(const Json& json)
{
    return checked_email(TRY(wire::text_codec.read(json)));
}

Result<model::Value> read_line_email(const Json& json)
{
    return checked_email(TRY(read_line(json)));
}

Result<model::Value> read_password(const Json& json)
{
    auto value = TRY(read_line(json));
    if (model::is_null(value)) return fail(Code::missing_field, {}, "is required");
    return value;
}

// The vendor uses ISO 8601 for all other times.
void write_birth_date(JsonWriter& out, const model::Value& value)
{
    out.text(format_date(std::get<Date>(value)) + " 00:00:00");
}

// Accepts a date, or a time of that day.
Result<model::Value> read_birth_date(const Json& json)
{
    const auto value = TRY(wire::text_codec.read(json));
    if (model::is_null(value)) return value;
    const auto instant = parse_instant(trim(model::text_of(value)));
    if (!instant) return wrong_value("must be a valid date.");
    return model::Value(std::chrono::floor<std::chrono::days>(*instant));
}

void write_date(JsonWriter& out, const model::Value& value)
{
    out.text(format_date(std::get<Date>(value)));
}

Result<model::Value> read_end_date(const Json& json)
{
    const auto* text = json.as_text();
    const auto day = text != nullptr ? parse_date(trim(*text)) : std::nullopt;
    if (!day) return wrong_value("must be a valid date.");
    return model::Value(*day);
}

Result<model::Value> read_country_id(const Json& json)
{
    const auto value = TRY(wire::lenient_integer_codec.read(json));
    if (model::is_null(value)) return value;
    const auto* country = wire::country_by_id(std::get<std::int64_t>(value));
    if (country == nullptr) return wrong_value("must be the id of a country.");
    return model::Value(std::string(country->iso2));
}

Result<model::Value> read_phone_code(const Json& json)
{
    auto value = TRY(wire::lenient_integer_codec.read(json));
    const auto* code = std::get_if<std::int64_t>(&value);
    if (code != nullptr && (*code < 1 || *code > 9999)) {
        return wrong_value("must be a country code such as 44.");
    }
    return value;
}

} // namespace

const wire::Codec line_codec{"text", write_text, read_line};
const wire::Codec line_email_codec{
    .name = "an e-mail address", .write = write_text, .read = read_line_email, .format = "email"};
const wire::Codec password_codec{
    .name = "text", .write = write_text, .read = read_password, .format = "password"};
const wire::Codec email_codec{
    .name = "an e-mail address", .write = write_text, .read = read_email, .format = "email"};
const wire::Codec birth_date_codec{"a date", write_birth_date, read_birth_date};
const wire::Codec end_date_codec{
    .name = "a date", .write = write_date, .read = read_end_date, .format = "date"};
const wire::Codec country_id_codec{.name = "the id of a country",
                                   .write = write_text,
                                   .read = read_country_id,
                                   .type = "integer",
                                   .also_reads = "string"};
const wire::Codec phone_code_codec{.name = "a country code",
                                   .write = write_integer,
                                   .read = read_phone_code,
                                   .type = "integer",
                                   .also_reads = "string"};

bool is_email(std::string_view text)
{
    const auto at = text.find('@');
    if (at == text.npos || at == 0 || at + 1 == text.size()) return false;
    if (text.find('@', at + 1) != text.npos) return false;
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

} // namespace muster::dialects::nuweb

// Reads and writes single values. Knows no field and no API.
#include "wire/codec.h"

#include "base/text.h"

namespace muster::wire {

namespace {

using model::Value;

Failure misfit(std::string_view expected, const Json& json)
{
    return fail(Code::invalid_value, "value",
                "must be " + std::string(expected) + ", not " + std::string(type_name(json)));
}

Result<Value> text_value(std::string text)
{
    return text.empty() ? Value{} : Value{std::move(text)};
}

void write_text(JsonWriter& out, const Value& value) { out.text(model::text_of(value)); }

Result<Value> read_text(const Json& json)
{
    if (const auto* text = json.as_text()) return text_value(*text);
    return misfit("text", json);
}

Result<Value> read_lenient_text(const Json& json)
{
    if (json.is_array() || json.is_object()) return misfit("text", json);
    if (const auto* text = json.as_text()) return text_value(*text);
    return text_value(json.text());
}

void write_integer(JsonWriter& out, const Value& value)
{
    out.integer(std::get<std::int64_t>(value));
}

void write_integer_text(JsonWriter& out, const Value& value)
{
    out.text(std::to_string(std::get<std::int64_t>(value)));
}

Result<Value> read_integer(const Json& json)
{
    if (const auto* whole = json.as_integer()) return Value{*whole};
    return misfit("an integer", json);
}

Result<Value> read_lenient_integer(const Json& json)
{
    if (const auto* whole = json.as_integer()) return Value{*whole};
    const auto* text = json.as_text();
    if (text == nullptr) return misfit("an integer", json);
    if (trim(*text).empty()) return Value{};
    const auto whole = parse_integer(trim(*text));
    if (!whole) return fail(Code::invalid_value, "value", "must be an integer");
    return Value{*whole};
}

void write_number(JsonWriter& out, const Value& value) { out.number(std::get<double>(value)); }

Result<Value> read_number(const Json& json)
{
    if (const auto* number = json.as_double()) return Value{*number};
    if (const auto* whole = json.as_integer()) return Value{static_cast<double>(*whole)};
    return misfit("a number", json);
}

void write_boolean(JsonWriter& out, const Value& value) { out.boolean(std::get<bool>(value)); }

Result<Value> read_boolean(const Json& json)
{
    if (const auto* flag = json.as_bool()) return Value{*flag};
    return misfit("true or false", json);
}

Result<Value> read_lenient_boolean(const Json& json)
{
    if (const auto* flag = json.as_bool()) return Value{*flag};
    if (json.is_array() || json.is_object()) return misfit("true or false", json);
    const auto* content = json.as_text();
    const std::string text = lower_ascii(content != nullptr ? *content : json.text());
    if (text.empty()) return Value{};
    if (text == "true" || text == "1") return Value{true};
    if (text == "false" || text == "0") return Value{false};
    return fail(Code::invalid_value, "value", "must be true or false");
}

void write_instant(JsonWriter& out, const Value& value)
{
    out.text(format_rfc3339(std::get<Time>(value)));
}

void write_instant_seconds(JsonWriter& out, const Value& value)
{
    out.text(format_rfc3339(std::get<Time>(value), Fraction::none));
}

void write_plain_instant(JsonWriter& out, const Value& value)
{
    out.text(format_plain(std::get<Time>(value)));
}

Result<Value> read_instant(const Json& json)
{
    const auto* text = json.as_text();
    if (text == nullptr) return misfit("a time such as \"2026-02-03T09:15:42Z\"", json);
    if (text->empty()) return Value{};
    const auto time = parse_instant(trim(*text));
    if (!time) {
        return fail(Code::invalid_value, "value", "must be a time such as 2026-02-03T09:15:42Z");
    }
    return Value{*time};
}

void write_date(JsonWriter& out, const Value& value)
{
    out.text(format_date(std::get<Date>(value)));
}

Result<Value> read_date(const Json& json)
{
    const auto* text = json.as_text();
    if (text == nullptr) return misfit("a date such as \"2026-02-03\"", json);
    if (text->empty()) return Value{};
    const auto date = parse_date(trim(*text));
    if (!date) return fail(Code::invalid_value, "value", "must be a date such as 2026-02-03");
    return Value{*date};
}

void write_text_list(JsonWriter& out, const Value& value)
{
    out.begin_array();
    for (const auto& item : std::get<model::TextList>(value)) out.text(item);
    out.end_array();
}

Result<Value> read_text_list(const Json& json)
{
    const auto* array = json.as_array();
    if (array == nullptr) return misfit("a list of texts", json);
    model::TextList items;
    for (const auto& item : *array) {
        const auto* text = item.as_text();
        if (text == nullptr) return misfit("a list of texts", item);
        items.push_back(*text);
    }
    return items.empty() ? Value{} : Value{std::move(items)};
}

} // namespace

const Codec text_codec{"text", write_text, read_text};
const Codec lenient_text_codec{
    .name = "text", .write = write_text, .read = read_lenient_text, .also_reads = "number"};
const Codec integer_codec{"an integer", write_integer, read_integer, "integer"};
const Codec lenient_integer_codec{.name = "an integer",
                                  .write = write_integer,
                                  .read = read_lenient_integer,
                                  .type = "integer",
                                  .also_reads = "string"};
const Codec integer_text_codec{.name = "an integer in text",
                               .write = write_integer_text,
                               .read = read_lenient_integer,
                               .also_reads = "integer"};
const Codec number_codec{"a number", write_number, read_number, "number"};
const Codec boolean_codec{"a boolean", write_boolean, read_boolean, "boolean"};
const Codec lenient_boolean_codec{.name = "a boolean",
                                  .write = write_boolean,
                                  .read = read_lenient_boolean,
                                  .type = "boolean",
                                  .also_reads = "string"};
const Codec instant_codec{"a time", write_instant, read_instant, "string", "date-time"};
const Codec instant_seconds_codec{"a time", write_instant_seconds, read_instant, "string",
                                  "date-time"};
const Codec plain_instant_codec{"a time", write_plain_instant, read_instant};
const Codec date_codec{"a date", write_date, read_date, "string", "date"};
const Codec text_list_codec{"a list of texts", write_text_list, read_text_list, "array"};

} // namespace muster::wire

// Reads parameters and bodies in the forms that clients send. Knows no entity.
#include "dialects/capillary/inputs.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/capillary/errors.h"
#include "dialects/capillary/timestamps.h"

namespace muster::dialects::capillary {

namespace {

// The vendor's samples send JSON with the content type of a form.
bool may_hold_json(std::string_view content_type)
{
    const auto type = lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
    return type.empty() || type.ends_with("json") || type == "application/x-www-form-urlencoded";
}

} // namespace

std::string_view query_text(const RequestContext& call, std::string_view name)
{
    for (const auto& [key, value] : call.request.query) {
        if (equal_ignoring_ascii_case(key, name) && !trim(value).empty()) return trim(value);
    }
    return {};
}

bool embeds(const RequestContext& call, std::string_view word)
{
    for (const auto piece : split(query_text(call, "embed"), ',')) {
        if (equal_ignoring_ascii_case(trim(piece), word)) return true;
    }
    return false;
}

bool query_flag(const RequestContext& call, std::string_view name)
{
    return equal_ignoring_ascii_case(query_text(call, name), "true");
}

Result<std::optional<std::int64_t>> query_integer(const RequestContext& call, std::string_view name)
{
    const auto text = query_text(call, name);
    if (text.empty()) return std::optional<std::int64_t>{};
    const auto whole = parse_integer(text);
    if (!whole) return refuse(problems::unusable, std::string(name) + " must be an integer");
    return whole;
}

Result<std::optional<Time>> query_timestamp(const RequestContext& call, std::string_view name)
{
    const auto text = query_text(call, name);
    if (text.empty()) return std::optional<Time>{};
    const auto time = parse_timestamp(text);
    if (!time) return refuse(problems::unusable, std::string(name) + " is not a date");
    return time;
}

Result<PageWindow> query_window(const RequestContext& call, std::string_view limit_name,
                                std::string_view offset_name)
{
    const auto limit = TRY(query_integer(call, limit_name)).value_or(default_page_limit);
    const auto offset = TRY(query_integer(call, offset_name)).value_or(0);
    return PageWindow{std::clamp<std::int64_t>(limit, 1, greatest_page_limit),
                      std::max<std::int64_t>(0, offset)};
}

Result<std::optional<Json>> read_body(const RequestContext& call)
{
    if (trim(call.request.body).empty()) return std::optional<Json>{};
    auto body = call.json(NameCase::ignored);

    if (!body) {
        if (!may_hold_json(call.request.header("Content-Type")))
            return refuse(problems::wrong_type);
        return refuse(problems::unusable, body.error().message);
    }
    if (body->is_null()) return std::optional<Json>{};
    return std::optional<Json>(*std::move(body));
}

const Json* member(const Json& body, std::string_view name)
{
    const auto* members = body.as_object();
    if (members == nullptr) return nullptr;
    for (const auto& [key, value] : *members) {
        if (equal_ignoring_ascii_case(key, name)) return value.is_null() ? nullptr : &value;
    }
    return nullptr;
}

std::optional<std::int64_t> integer_of(const Json& value)
{
    if (const auto* whole = value.as_integer()) return *whole;
    if (const auto* text = value.as_text()) return parse_integer(trim(*text));
    return std::nullopt;
}

std::optional<std::int64_t> entity_id(std::int64_t number)
{
    if (number < 1 || number > limits::vendor_number) return std::nullopt;
    return number;
}

std::optional<std::int64_t> entity_id(std::string_view text)
{
    const auto number = parse_integer(trim(text));
    return number ? entity_id(*number) : std::nullopt;
}

std::optional<bool> flag_of(const Json& value)
{
    if (const auto* flag = value.as_bool()) return *flag;
    const auto* text = value.as_text();
    if (text == nullptr) return std::nullopt;
    if (equal_ignoring_ascii_case(trim(*text), "true")) return true;
    if (equal_ignoring_ascii_case(trim(*text), "false")) return false;
    return std::nullopt;
}

std::optional<std::string> scalar_text(const Json& value)
{
    if (const auto* text = value.as_text()) return *text;
    if (value.as_integer() != nullptr || value.as_double() != nullptr) return value.text();
    return std::nullopt;
}

std::optional<std::string> scalar_or_flag_text(const Json& value)
{
    if (const auto* flag = value.as_bool()) return *flag ? "true" : "false";
    return scalar_text(value);
}

bool is_blank(const Json& value)
{
    const auto* text = value.as_text();
    return value.is_null() || (text != nullptr && trim(*text).empty());
}

} // namespace muster::dialects::capillary

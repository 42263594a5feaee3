#include "wire/stored_json.h"

namespace muster::wire {

Json stored_json(const std::string& text)
{
    auto json = parse_json(text);
    return json ? *std::move(json) : Json::object();
}

std::string text_in(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* text = member == nullptr ? nullptr : member->as_text();
    return text == nullptr ? std::string{} : *text;
}

std::int64_t integer_in(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* whole = member == nullptr ? nullptr : member->as_integer();
    return whole == nullptr ? 0 : *whole;
}

double number_in(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* real = member == nullptr ? nullptr : member->as_double();
    return real == nullptr ? static_cast<double>(integer_in(json, name)) : *real;
}

bool flag_in(const Json& json, std::string_view name)
{
    const Json* member = json.find(name);
    const auto* flag = member == nullptr ? nullptr : member->as_bool();
    return flag != nullptr && *flag;
}

} // namespace muster::wire

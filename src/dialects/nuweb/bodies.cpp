// Reads the members of bodies and collects everything that is wrong with them.
#include "dialects/nuweb/bodies.h"

#include <algorithm>

#include "base/text.h"
#include "wire/codec.h"

namespace muster::dialects::nuweb {

namespace {

// nullopt when the member is absent, null, empty, or wrong; a wrong one is added to the problems.
std::optional<model::Value> read_value(const Json& body, std::string_view name,
                                       const wire::Form& form, Presence need,
                                       FieldProblems& problems)
{
    const Json* json = body.find(name);
    const bool absent = json == nullptr || json->is_null();
    auto value = absent ? Result<model::Value>{} : form.read(*json);
    if (!value) {
        problems.add(name, value.error().message);
        return std::nullopt;
    }
    if (!model::is_null(*value)) return *std::move(value);
    if (need == Presence::required) problems.add(name, "is required", Code::missing_field);
    return std::nullopt;
}

} // namespace

void FieldProblems::add(std::string_view field, std::string_view message, Code code)
{
    add(Error{code, std::string(field), std::string(message), {}, {}, {}});
}

void FieldProblems::add(const Error& error)
{
    if (!first_) {
        first_ = error;
        return;
    }
    Error single = error;
    single.further.clear();
    first_->further.push_back(std::move(single));
    for (const auto& other : error.further) first_->further.push_back(other);
}

Result<void> FieldProblems::result() const
{
    if (first_) return fail(*first_);
    return {};
}

Result<Json> read_body(const RequestContext& call)
{
    if (trim(call.request.body).empty()) return Json::object();
    auto body = TRY(call.json());
    return body.is_object() ? body : Json::object();
}

std::string read_text(const Json& body, std::string_view name, Presence need,
                      FieldProblems& problems)
{
    const auto value = read_value(body, name, wire::text_form, need, problems);
    if (!value) return {};
    const auto text = model::text_of(*value);
    if (count_chars(text) > limits::line_chars) {
        problems.add(name, "must not be greater than 255 characters.");
    }
    return std::string(text);
}

std::int64_t read_id(const Json& body, std::string_view name, FieldProblems& problems)
{
    const auto value =
        read_value(body, name, wire::lenient_integer_form, Presence::required, problems);
    return value ? std::get<std::int64_t>(*value) : 0;
}

bool read_flag(const Json& body, std::string_view name, FieldProblems& problems)
{
    const auto value =
        read_value(body, name, wire::lenient_boolean_form, Presence::optional, problems);
    return value && std::get<bool>(*value);
}

bool is_email(std::string_view text)
{
    const auto at = text.find('@');
    if (at == text.npos || at == 0 || at + 1 == text.size()) return false;
    if (text.find('@', at + 1) != text.npos) return false;
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

} // namespace muster::dialects::nuweb

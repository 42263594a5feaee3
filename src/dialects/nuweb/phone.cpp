// Joins the two parts of a phone, and splits a customer's phone into them.
#include "dialects/nuweb/phone.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::size_t country_code_digits = 4; // "+1684"

bool is_code(std::int64_t code)
{
    const auto all = wire::countries();
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& country) { return country.phone_code == code; });
}

Json extras_of(const model::Customer& customer)
{
    const auto text = customer.extras.of("nuweb");
    if (text.empty()) return Json::object(); // the usual case: no other API writes them
    auto parsed = parse_json(text);
    return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

// The parts that are stored in the extras.
Phone stored_phone(const Json& extras)
{
    Phone phone;
    const Json* number = extras.find("phone");
    const Json* code = extras.find("phoneCode");
    if (number != nullptr && number->as_text() != nullptr) phone.number = *number->as_text();
    if (code != nullptr && code->as_integer() != nullptr) phone.code = *code->as_integer();
    return phone;
}

// Splits off the longest country code that the number begins with.
Phone split_international(std::string_view text)
{
    const auto digits = text.substr(1);
    for (std::size_t length = std::min(country_code_digits, digits.size()); length > 0; --length) {
        const auto code = parse_integer(digits.substr(0, length));
        const bool all_digits = digits_of(digits.substr(0, length)).size() == length;
        if (all_digits && code && is_code(*code)) {
            return {std::string(trim(digits.substr(length))), *code};
        }
    }
    return {std::string(text), 0};
}

} // namespace

std::string Phone::joined() const
{
    if (number.empty() || code == 0 || number.starts_with('+')) return number;
    return '+' + std::to_string(code) + ' ' + std::string(wire::without_trunk_zero(code, number));
}

std::string Phone::full() const
{
    if (number.empty() || code == 0 || number.starts_with('+')) return number;
    return '+' + std::to_string(code) + std::string(wire::without_trunk_zero(code, number));
}

Phone phone_of(const model::Customer& customer)
{
    auto stored = stored_phone(extras_of(customer));
    if (stored.joined() == customer.phone) return stored;
    if (customer.phone.starts_with('+')) return split_international(customer.phone);
    return {customer.phone, 0};
}

void store_phone(model::Customer& customer, const Phone& phone)
{
    Json extras = extras_of(customer);
    extras.erase("phone");
    extras.erase("phoneCode");
    if (!phone.number.empty()) extras.set("phone", Json(phone.number));
    if (phone.code != 0) extras.set("phoneCode", Json(phone.code));
    customer.extras.set("nuweb", extras.as_object()->empty() ? std::string{} : extras.text());
    customer.phone = phone.joined();
}

} // namespace muster::dialects::nuweb

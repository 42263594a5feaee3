// Joins the two parts of a phone, and splits a customer's phone into them.
#include "dialects/nuweb/phone.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::size_t country_code_digits = 4; // "+1684"

std::string_view without_zeros(std::string_view number)
{
    const auto first = number.find_first_not_of('0');
    return first == number.npos ? number : number.substr(first);
}

bool is_code(std::int64_t code)
{
    const auto all = wire::countries();
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& country) { return country.phone_code == code; });
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
    return '+' + std::to_string(code) + ' ' + std::string(without_zeros(number));
}

std::string Phone::full() const
{
    if (number.empty() || code == 0 || number.starts_with('+')) return number;
    return '+' + std::to_string(code) + std::string(without_zeros(number));
}

Phone stored_phone(std::string_view extras)
{
    Phone phone;
    const auto parsed = parse_json(extras);
    if (!parsed) return phone;
    const Json* number = parsed->find("phone");
    const Json* code = parsed->find("phoneCode");
    if (number != nullptr && number->as_text() != nullptr) phone.number = *number->as_text();
    if (code != nullptr && code->as_integer() != nullptr) phone.code = *code->as_integer();
    return phone;
}

Phone phone_of(std::string_view core_phone, std::string_view extras)
{
    auto stored = stored_phone(extras);
    if (stored.joined() == core_phone) return stored;
    if (core_phone.starts_with('+')) return split_international(core_phone);
    return {std::string(core_phone), 0};
}

} // namespace muster::dialects::nuweb

// Reads and writes addresses. Knows no requests.
#include "dialects/ecwid/customers/addresses.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/ecwid/errors.h"
#include "dialects/ecwid/text_fields.h"
#include "wire/countries.h"

namespace muster::dialects::ecwid {

namespace {

// The members that bodies may have.
constexpr auto address_texts = wire::record(
    {}, wire::row<&Address::name>("name", line_codec).about("The full name.", R"("Ada Lovelace")"),
    wire::row<&Address::company>("companyName", line_codec).about("The company.", R"("Acme")"),
    wire::row<&Address::street>("street", long_text_codec)
        .at_most(long_text_bytes)
        .about("The street; several lines are separated by line ends.", R"("1 Main Street")"),
    wire::row<&Address::city>("city", line_codec).about("The city.", R"("Leeds")"),
    wire::row<&Address::country_code>("countryCode", line_codec)
        .about("The country: two letters of ISO 3166-1.", R"("GB")"),
    wire::row<&Address::postal_code>("postalCode", line_codec)
        .about("The postal code.", R"("LS1 4AP")"),
    wire::row<&Address::state_code>("stateOrProvinceCode", line_codec)
        .about("The code of the state or province.", R"("NY")"),
    wire::row<&Address::phone>("phone", line_codec).about("The phone.", R"("+44 113 496 0000")"));

std::string upper_ascii(std::string text)
{
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string with_commas(std::string_view lines)
{
    std::string text;
    for (const auto line : split(lines, '\n')) {
        const auto part = trim(line);
        if (part.empty()) continue;
        if (!text.empty()) text += ", ";
        text += part;
    }
    return text;
}

std::string_view country_name(const Address& address)
{
    const auto* country = wire::country_by_iso2(address.country_code);
    return country == nullptr ? std::string_view(address.country_text) : country->name;
}

std::string_view state_name(const Address& address)
{
    const auto* state = wire::find_state(address.country_code, address.state_code);
    return state == nullptr ? std::string_view{} : state->name;
}

const Address& same_address(const Address& address) { return address; }

constexpr auto address_table = wire::record(
    {}, wire::embed<same_address, address_texts>(),
    wire::row<country_name>("countryName", wire::text_codec, wire::Access::read_only)
        .about("The English name of the country."),
    wire::row<state_name>("stateOrProvinceName", wire::text_codec, wire::Access::read_only)
        .about("The name of the state, where this server knows it."));

// First and last name are shown only for names of at least two words.
constexpr auto billing_person_table = wire::record(
    {"BillingPerson"}, wire::embed<&BillingPerson::address, address_table>(),
    wire::row<&BillingPerson::first_name>("firstName", wire::text_codec, wire::Access::read_only)
        .about("The first word of the name, if the name has several."),
    wire::row<&BillingPerson::last_name>("lastName", wire::text_codec, wire::Access::read_only)
        .about("The other words of the name."));

// Joins the parts that are not empty.
template <std::size_t count>
std::string join(const std::array<std::string_view, count>& parts, std::string_view separator)
{
    std::string text;
    for (const auto part : parts) {
        if (part.empty()) continue;
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

void set_street(model::Customer& customer, std::string_view street)
{
    const auto line_end = std::min(street.find('\n'), street.size());
    customer.address_line1 = street.substr(0, line_end);
    customer.address_line2 = street.substr(std::min(line_end + 1, street.size()));
}

} // namespace

Result<void> read_address(const Json& body, std::string_view place, Address& address)
{
    if (!body.is_object()) return wrong_parameter(place, "expected a JSON object");
    TRY(read_inside(body, address_texts, place, address));
    address.country_code = upper_ascii(std::move(address.country_code));
    return {};
}

Result<void> check_country(const Json& body, std::string_view place)
{
    const Json* code = body.find("countryCode");
    if (code == nullptr || code->is_null()) return {};
    const auto* text = code->as_text();
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool is_code =
        text != nullptr && text->size() == 2 && std::ranges::all_of(*text, is_letter);
    if (is_code || (text != nullptr && text->empty())) return {};
    return wrong_parameter(std::string(place) + ".countryCode",
                           "expected two letters of ISO 3166-1");
}

Json given_members(const Address& address)
{
    Json json = Json::object();
    for (const auto& row : address_texts.rows()) {
        const auto value = row.member.get(&address, row.field);
        if (!model::is_null(value)) json.set(row.name, model::text_of(value));
    }
    return json;
}

const wire::Record<Address>& address_record() { return address_table; }
const wire::Record<BillingPerson>& billing_person_record() { return billing_person_table; }

std::string format_address(const Address& address)
{
    static constexpr std::array<std::string_view, 3> state_before_zip{"US", "CA", "AU"};
    const bool is_american = std::ranges::count(state_before_zip, address.country_code) != 0;
    const std::string_view known_state = state_name(address);
    const std::string_view state = !is_american          ? std::string_view{}
                                   : known_state.empty() ? address.state_code
                                                         : known_state;
    const std::string place =
        is_american ? join(std::array<std::string_view, 2>{state, address.postal_code}, " ")
                    : join(std::array<std::string_view, 2>{address.city, address.postal_code}, " ");
    const std::string_view city = is_american ? address.city : std::string_view{};
    const std::string_view known = country_name(address);
    const std::string_view country = known.empty() ? address.country_code : known;
    const std::string street = with_commas(address.street);
    return join(std::array<std::string_view, 5>{address.company, street, city, place, country},
                ", ");
}

Address billing_address(const model::Customer& customer)
{
    Address address;
    address.name = customer.name;
    address.company = customer.company;
    address.street = customer.address_line1;
    if (!customer.address_line2.empty()) address.street += '\n' + customer.address_line2;
    address.city = customer.city;
    // Other APIs may have stored the name of the country; this one shows its code, if it has one.
    const auto* country = wire::find_country(customer.country);
    const bool is_code = country != nullptr || customer.country.size() == 2;
    if (country != nullptr) {
        address.country_code = country->iso2;
    } else {
        (is_code ? address.country_code : address.country_text) = customer.country;
    }
    address.postal_code = customer.postal_code;
    address.state_code = customer.region;
    address.phone = customer.phone;
    return address;
}

void set_billing_address(model::Customer& customer, const Address& address)
{
    const auto known = billing_address(customer);
    customer.name = address.name;
    customer.company = address.company;
    if (address.street != known.street) set_street(customer, address.street);
    customer.city = address.city;
    if (address.country_code != known.country_code) customer.country = address.country_code;
    customer.postal_code = address.postal_code;
    customer.region = address.state_code;
    customer.phone = address.phone;
}

BillingPerson billing_person(const model::Customer& customer)
{
    BillingPerson person{billing_address(customer), {}, {}};
    if (customer.first_name.empty() || customer.last_name.empty()) return person;
    person.first_name = customer.first_name;
    person.last_name = customer.last_name;
    return person;
}

} // namespace muster::dialects::ecwid

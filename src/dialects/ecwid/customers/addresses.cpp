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

constexpr TextField<Address> address_rows[] = {
    {"name", &Address::name},
    {"companyName", &Address::company},
    {"street", &Address::street, limits::text_bytes},
    {"city", &Address::city},
    {"countryCode", &Address::country_code},
    {"postalCode", &Address::postal_code},
    {"stateOrProvinceCode", &Address::state_code},
    {"phone", &Address::phone},
};

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
    return country == nullptr ? std::string_view{} : country->name;
}

std::string_view state_name(const Address& address)
{
    const auto* state = wire::find_state(address.country_code, address.state_code);
    return state == nullptr ? std::string_view{} : state->name;
}

constexpr wire::Member<Address> made_members[] = {
    {"countryName", &wire::text_form,
     [](const Address& address) { return wire::text_or_null(std::string(country_name(address))); }},
    {"stateOrProvinceName", &wire::text_form,
     [](const Address& address) { return wire::text_or_null(std::string(state_name(address))); }},
};

// Shown only for names of at least two words.
constexpr wire::Member<model::Customer> name_members[] = {
    {"firstName", &wire::text_form,
     [](const model::Customer& customer) {
         return wire::text_or_null(customer.last_name.empty() ? "" : customer.first_name);
     }},
    {"lastName", &wire::text_form,
     [](const model::Customer& customer) {
         return wire::text_or_null(customer.first_name.empty() ? "" : customer.last_name);
     }},
};

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
    TRY(read_texts(body, address_rows, place, address));
    address.country_code = upper_ascii(std::move(address.country_code));
    return {};
}

Json given_members(const Address& address)
{
    Json json = Json::object();
    for (const auto& row : address_rows) {
        const std::string& text = address.*row.text;
        if (!text.empty()) json.set(row.name, text);
    }
    return json;
}

void write_address(JsonWriter& out, const Address& address, const wire::Selection& selection)
{
    write_texts(out, address_rows, address, selection);
    wire::write_members(out, made_members, address, selection);
}

void describe_address(wire::ObjectSchema& object, wire::Side side)
{
    describe_texts(object, address_rows);
    object.add(made_members, side);
}

Json billing_person_schema(wire::Side side)
{
    wire::ObjectSchema object;
    describe_address(object, side);
    return object.add(name_members, side).done();
}

std::string format_address(const Address& address)
{
    static constexpr std::array<std::string_view, 3> state_before_zip{"US", "CA", "AU"};
    const bool is_american = std::ranges::count(state_before_zip, address.country_code) != 0;
    const std::string_view state = is_american ? address.state_code : std::string_view{};
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
    // Other APIs may have stored the name of the country; this one shows its code.
    const auto* country = wire::find_country(customer.country);
    address.country_code = country == nullptr ? customer.country : std::string(country->iso2);
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

void write_billing_person(JsonWriter& out, const model::Customer& customer,
                          const wire::Selection& selection)
{
    const auto address = billing_address(customer);
    if (address == Address{} || !selection.has("billingPerson")) return;
    const auto& inside = selection.inside("billingPerson");
    out.name("billingPerson").begin_object();
    write_address(out, address, inside);
    wire::write_members(out, name_members, customer, inside);
    out.end_object();
}

} // namespace muster::dialects::ecwid

// The record of customer attributes, and what it derives from a customer's columns.
#include "dialects/nuweb/fields.h"

#include <algorithm>
#include <array>

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/customer_picture.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/phone.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;
using wire::Access;
using C = model::CustomerColumn;

// The English name, or the stored text when it is not a known code; empty without a country.
std::string country_name(const model::Customer& customer)
{
    const auto* country = wire::country_by_iso2(customer.country);
    return country != nullptr ? std::string(country->name) : customer.country;
}

std::string_view country_iso(const model::Customer& customer)
{
    const auto* country = wire::country_by_iso2(customer.country);
    return country != nullptr ? country->iso2 : std::string_view{};
}

std::string_view country_iso3(const model::Customer& customer)
{
    const auto* country = wire::country_by_iso2(customer.country);
    return country != nullptr ? country->iso3 : std::string_view{};
}

// 0 without a city.
std::int64_t city_number(const model::Customer& customer)
{
    if (customer.city.empty()) return 0;
    const auto digest = sha256("city\n" + fold(customer.city) + '\n' + fold(customer.region) +
                               '\n' + fold(customer.country));
    std::int64_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8 | static_cast<unsigned char>(digest[i]);
    }
    return (number & limits::entity_id) | 1;
}

model::Value city_id(const model::Customer& customer)
{
    const auto number = city_number(customer);
    return number == 0 ? model::Value{} : model::Value{number};
}

std::string phone_number(const model::Customer& customer) { return phone_of(customer).number; }

model::Value phone_code(const model::Customer& customer)
{
    const auto code = phone_of(customer).code;
    return code == 0 ? model::Value{} : model::Value{code};
}

std::string full_phone(const model::Customer& customer) { return phone_of(customer).full(); }

void set_phone_number(model::Customer& customer, const model::Value& value)
{
    auto phone = phone_of(customer);
    phone.number = trim_invisible(model::text_of(value));
    store_phone(customer, phone);
}

void set_phone_code(model::Customer& customer, const model::Value& value)
{
    auto phone = phone_of(customer);
    const auto* code = std::get_if<std::int64_t>(&value);
    phone.code = code != nullptr ? *code : 0;
    store_phone(customer, phone);
}

consteval auto text_row(C field, std::string_view name, Access access = Access::read_write)
{
    return wire::row(field, name, wire::text_codec, access).with(Absent::null);
}

constexpr auto customer_table = wire::record(
    {"CustomerAttributes", "nuweb"},
    wire::row(C::name, "name", wire::text_codec, Access::required)
        .with(Absent::empty_text)
        .about("The full name.", R"("Rosa Lindqvist")"),
    text_row(C::first_name, "firstName", read_only).about("The first word of the name."),
    text_row(C::last_name, "surname", read_only).about("The rest of the name."),
    wire::row(C::email, "email", email_codec, Access::required)
        .with(Absent::empty_text)
        .about("Belongs to one customer of the company.", R"("rosa@example.org")"),
    wire::row<phone_number, set_phone_number>("phone", wire::lenient_text_codec)
        .with(Absent::null)
        .about("The number without the country code.", R"("7700900321")"),
    wire::row<phone_code, set_phone_code>("phoneCode", phone_code_codec)
        .with(Absent::null)
        .about("The country code of the phone.", "44"),
    wire::row<full_phone>("fullPhoneNumber", wire::text_codec, read_only)
        .with(Absent::null)
        .about("Country code and number, without the zero of calls inside the country."),
    wire::row<picture_of, set_picture>("img", line_codec)
        .with(Absent::null)
        .about("The address of a picture."),
    text_row(C::language, "locale", read_only).about("The language of the customer."),
    wire::row(C::birth_date, "dob", birth_date_codec)
        .with(Absent::null)
        .about("Date of birth. Bodies may have a date or a time.", R"("1987-09-23 00:00:00")"),
    text_row(C::address_line1, "addressLine1").about("Street and house number."),
    text_row(C::address_line2, "addressLine2").about("Further address line."),
    wire::row<city_id>("cityId", wire::integer_codec, read_only)
        .with(Absent::null)
        .about("A number made from city, region and country."),
    text_row(C::city, "city").about("One address member replaces the whole address."),
    text_row(C::region, "region").about("State, county or province."),
    wire::row<country_name>("country", wire::text_codec, read_only)
        .with(Absent::null)
        .about("The English name of the country."),
    text_row(C::postal_code, "postcode").about("Postal code."),
    wire::row<country_iso>("countryIso", wire::text_codec, read_only)
        .with(Absent::null)
        .about("ISO 3166 code of two letters."),
    wire::row<country_iso3>("countryIso3", wire::text_codec, read_only)
        .with(Absent::null)
        .about("ISO 3166 code of three letters."),
    wire::row(C::created_at, "createdAt", wire::instant_codec, read_only)
        .about("When it was created."),
    wire::row(C::updated_at, "updatedAt", wire::instant_codec, read_only)
        .about("When it last changed."),
    wire::row(C::removed_at, "deletedAt", wire::instant_codec, read_only)
        .with(Absent::null)
        .about("When it was redacted."),
    wire::row(C::country, "countryId", country_id_codec, Access::write_only)
        .about("The id of a country of GET /v1/countries.", "225"),
    wire::omit(C::id, "stands beside the attributes"),
    wire::omit(C::phone, "has two parts in this API: phone and phoneCode"),
    wire::omit(C::external_id, "this API has no such attribute"),
    wire::omit(C::company, "this API has no such attribute"),
    wire::omit(C::consent, "this API has no such attribute"),
    wire::omit(C::aliases, "this API has no such attribute"),
    wire::omit(C::vendor_numbers, "id shows it"),
    wire::omit(C::home_group_id, "customers of this API do not show their groups"),
    wire::omit(C::password_hash, "hashed before the write, never shown"),
    wire::omit(C::created_by, "this API has no such attribute"),
    wire::omit(C::updated_by, "this API has no such attribute"),
    wire::omit(C::revision, "this API has no such attribute"));

constexpr auto city_table = wire::record(
    {"CityAttributes"}, wire::row<&CityResource::name>("name", wire::text_codec, read_only),
    wire::row<&CityResource::region>("region", wire::text_codec, read_only).with(Absent::null),
    wire::row<&CityResource::country>("country", wire::text_codec, read_only).with(Absent::null));

constexpr std::array<std::string_view, 15> short_attributes{
    "name",     "email",      "phone",       "phoneCode",    "fullPhoneNumber",
    "img",      "locale",     "dob",         "addressLine1", "addressLine2",
    "postcode", "countryIso", "countryIso3", "createdAt",    "updatedAt"};

constexpr std::array<std::string_view, 6> address_members{
    "addressLine1", "addressLine2", "postcode", "city", "region", "countryId"};

// The attributes of a redacted customer (promise 29). Its other columns are empty.
model::Customer redacted(model::Customer customer)
{
    customer.name = customer.first_name = "Redacted";
    customer.email = "redacted-" + std::to_string(customer.id.value) + "@redacted.invalid";
    return customer;
}

bool has_address(const Json& body)
{
    return std::any_of(address_members.begin(), address_members.end(),
                       [&](std::string_view name) { return body.find(name) != nullptr; });
}

void clear_address(model::Customer& customer)
{
    customer.address_line1.clear();
    customer.address_line2.clear();
    customer.postal_code.clear();
    customer.city.clear();
    customer.region.clear();
    customer.country.clear();
}

} // namespace

const wire::Record<model::Customer>& customer_record() { return customer_table; }
const wire::Record<CityResource>& city_record() { return city_table; }

std::span<const std::string_view> short_customer_attributes() { return short_attributes; }

void write_customer_attributes(JsonWriter& out, const model::Customer& customer,
                               const wire::Selection& selection)
{
    if (customer.removed_at) {
        wire::write_object(out, customer_record(), redacted(customer), selection);
    } else {
        wire::write_object(out, customer_record(), customer, selection);
    }
}

Result<void> read_customer(const Json& body, wire::Purpose purpose, model::Customer& customer)
{
    if (has_address(body)) clear_address(customer);
    TRY(wire::read_members(body, customer_record(), customer, {.purpose = purpose}));
    return {};
}

std::optional<CityResource> city_of(const model::Customer& customer)
{
    if (customer.city.empty()) return std::nullopt;
    return CityResource{city_number(customer), customer.city, customer.region,
                        country_name(customer)};
}

Error with_attribute_names(Error error)
{
    for (const auto& row : customer_table.rows()) {
        if (row.field < 0 || row.name.empty()) continue;
        const auto& member =
            model::Schema<model::Customer>::members[static_cast<std::size_t>(row.field)];
        if (error.subject == member.name) {
            error.subject = row.name;
            break;
        }
    }
    return error;
}

} // namespace muster::dialects::nuweb

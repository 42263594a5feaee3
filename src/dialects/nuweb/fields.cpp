// The field table of customers and the forms that only this API has; knows no requests.
#include "dialects/nuweb/fields.h"

#include <algorithm>
#include <array>

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/phone.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;
using wire::Access;
using wire::extra;
using wire::Form;
using wire::omit;
using wire::row;

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_email(const Json& json)
{
    auto value = TRY(wire::text_form.read(json));
    if (!model::is_null(value) && !is_email(model::text_of(value))) {
        return fail(Code::invalid_value, {}, "must be a valid email address.");
    }
    return value;
}

// "1980-01-01 00:00:00": the one date that kept its old form.
void write_birth_date(JsonWriter& out, const model::Value& value)
{
    out.text(format_date(std::get<Date>(value)) + " 00:00:00");
}

Result<model::Value> read_birth_date(const Json& json)
{
    const auto value = TRY(wire::text_form.read(json));
    if (model::is_null(value)) return value;
    const auto instant = parse_instant(trim(model::text_of(value)));
    if (!instant) return fail(Code::invalid_value, {}, "must be a valid date.");
    return model::Value(std::chrono::floor<std::chrono::days>(*instant));
}

Result<model::Value> read_country_id(const Json& json)
{
    const auto value = TRY(wire::lenient_integer_form.read(json));
    if (model::is_null(value)) return value;
    const auto* country = wire::country_by_id(std::get<std::int64_t>(value));
    if (country == nullptr) return fail(Code::invalid_value, {}, "must be the id of a country.");
    return model::Value(std::string(country->iso2));
}

Result<model::Value> read_phone_code(const Json& json)
{
    auto value = TRY(wire::lenient_integer_form.read(json));
    const auto* code = std::get_if<std::int64_t>(&value);
    if (code != nullptr && (*code < 1 || *code > 9999)) {
        return fail(Code::invalid_value, {}, "must be a country code such as 44.");
    }
    return value;
}

void write_integer(JsonWriter& out, const model::Value& value)
{
    out.integer(std::get<std::int64_t>(value));
}

constexpr Form email_form{"an e-mail address", write_text, read_email};
constexpr Form birth_date_form{"a date", write_birth_date, read_birth_date};
constexpr Form country_id_form{"the id of a country", write_text, read_country_id};
constexpr Form phone_code_form{"a country code", write_integer, read_phone_code};

using C = model::CustomerColumn;

consteval auto text_row(C field, std::string_view name)
{
    return row(field, name, wire::text_form).with(Absent::null);
}

// Made for each answer from other members.
consteval auto derived(std::string_view name)
{
    return extra<model::Customer>(name, wire::text_form, Access::read_only).with(Absent::null);
}

constexpr auto customer_fields = wire::field_table(
    "nuweb", row(C::name, "name", wire::text_form, Access::required).with(Absent::empty_text),
    row(C::first_name, "firstName", wire::text_form, Access::read_only).with(Absent::null),
    row(C::last_name, "surname", wire::text_form, Access::read_only).with(Absent::null),
    row(C::email, "email", email_form, Access::required).with(Absent::empty_text),
    extra<model::Customer>("phone", wire::lenient_text_form).with(Absent::null),
    extra<model::Customer>("phoneCode", phone_code_form).with(Absent::null),
    derived("fullPhoneNumber"), derived("img"),
    row(C::language, "locale", wire::text_form, Access::read_only).with(Absent::null),
    row(C::birth_date, "dob", birth_date_form).with(Absent::null),
    text_row(C::address_line1, "addressLine1"), text_row(C::address_line2, "addressLine2"),
    derived("cityId"), text_row(C::city, "city"), text_row(C::region, "region"), derived("country"),
    text_row(C::postal_code, "postcode"), derived("countryIso"), derived("countryIso3"),
    row(C::created_at, "createdAt", wire::instant_form, Access::read_only),
    row(C::updated_at, "updatedAt", wire::instant_form, Access::read_only),
    row(C::removed_at, "deletedAt", wire::instant_form, Access::read_only).with(Absent::null),
    row(C::country, "countryId", country_id_form, Access::write_only),
    omit(C::id, "stands beside the attributes"),
    omit(C::phone, "comes in two parts, which are joined after reading"),
    omit(C::external_id, "this API has no such attribute"),
    omit(C::company, "this API has no such attribute"),
    omit(C::consent, "this API has no such attribute"),
    omit(C::aliases, "this API has no such attribute"),
    omit(C::home_group_id, "customers of this API do not show their groups"),
    omit(C::password_hash, "hashed before the write, never shown"),
    omit(C::created_by, "this API has no such attribute"),
    omit(C::updated_by, "this API has no such attribute"),
    omit(C::revision, "this API has no such attribute"));

constexpr std::array<std::string_view, 15> short_attributes{
    "name",     "email",      "phone",       "phoneCode",    "fullPhoneNumber",
    "img",      "locale",     "dob",         "addressLine1", "addressLine2",
    "postcode", "countryIso", "countryIso3", "createdAt",    "updatedAt"};

constexpr std::array<std::string_view, 6> address_members{
    "addressLine1", "addressLine2", "postcode", "city", "region", "countryId"};

Json extras_of(const model::Customer& customer)
{
    auto parsed = parse_json(customer.extras.of("nuweb"));
    return parsed && parsed->is_object() ? *std::move(parsed) : Json::object();
}

void set_text(Json& object, std::string_view name, std::string_view text)
{
    if (text.empty()) {
        object.erase(name);
    } else {
        object.set(name, Json(text));
    }
}

void put_phone(Json& extras, const Phone& phone)
{
    set_text(extras, "phone", phone.number);
    if (phone.code == 0) {
        extras.erase("phoneCode");
    } else {
        extras.set("phoneCode", Json(phone.code));
    }
}

// What a redacted customer is shown as.
void redact(model::Customer& customer)
{
    customer.name = customer.first_name = "Redacted";
    customer.email = "redacted-" + std::to_string(customer.id.value) + "@redacted.invalid";
}

// The customer with what this API derives put where the table finds it.
model::Customer shown(model::Customer customer)
{
    if (customer.removed_at) redact(customer);
    Json extras = extras_of(customer);
    const auto phone = phone_of(customer.phone, customer.extras.of("nuweb"));
    put_phone(extras, phone);
    set_text(extras, "fullPhoneNumber", phone.full());
    if (const auto id = city_id(customer); id != 0) extras.set("cityId", Json(id));
    set_text(extras, "country", country_name(customer));
    const auto* country = wire::country_by_iso2(customer.country);
    set_text(extras, "countryIso", country != nullptr ? country->iso2 : std::string_view{});
    set_text(extras, "countryIso3", country != nullptr ? country->iso3 : std::string_view{});
    customer.extras.set("nuweb", extras.text());
    return customer;
}

template <std::size_t size>
bool has_any(const Json& body, const std::array<std::string_view, size>& names)
{
    return std::any_of(names.begin(), names.end(),
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

std::vector<std::string_view> customer_attributes()
{
    std::vector<std::string_view> names;
    for (const auto& row : customer_fields.rows()) {
        if (row.access != Access::hidden && row.access != Access::write_only) {
            names.push_back(row.name);
        }
    }
    return names;
}

std::span<const std::string_view> short_customer_attributes() { return short_attributes; }

void write_customer_attributes(JsonWriter& out, const model::Customer& customer,
                               const wire::Selection& selection)
{
    out.begin_object();
    wire::write_members<model::Customer>(out, customer_fields, shown(customer), selection);
    out.end_object();
}

Result<void> read_customer(const Json& body, wire::Purpose purpose, model::Customer& customer)
{
    constexpr std::array<std::string_view, 2> phone_members{"phone", "phoneCode"};
    const bool touches_phone = has_any(body, phone_members);
    if (has_any(body, address_members)) clear_address(customer);
    if (touches_phone) {
        Json extras = extras_of(customer);
        put_phone(extras, phone_of(customer.phone, customer.extras.of("nuweb")));
        customer.extras.set("nuweb", extras.text());
    }
    TRY(wire::read_members<model::Customer>(body, customer_fields, customer, {.purpose = purpose}));
    if (touches_phone) customer.phone = stored_phone(customer.extras.of("nuweb")).joined();
    return {};
}

std::int64_t city_id(const model::Customer& customer)
{
    if (customer.city.empty()) return 0;
    const auto digest = sha256("city\n" + fold(customer.city) + '\n' + fold(customer.region) +
                               '\n' + fold(customer.country));
    std::int64_t id = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        id = id << 8 | static_cast<unsigned char>(digest[i]);
    }
    return (id & limits::entity_id) | 1;
}

std::string country_name(const model::Customer& customer)
{
    const auto* country = wire::country_by_iso2(customer.country);
    return country != nullptr ? std::string(country->name) : customer.country;
}

Error with_attribute_names(Error error)
{
    for (const auto& row : customer_fields.rows()) {
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

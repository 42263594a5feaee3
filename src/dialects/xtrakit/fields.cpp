// The records of this API and the codecs that only it has. Knows no requests.
#include "dialects/xtrakit/fields.h"

#include "base/limits.h"
#include "base/secrets.h"
#include "base/text.h"
#include "dialects/customer_picture.h"
#include "dialects/xtrakit/settings.h"
#include "dialects/xtrakit/xtrakit.h"
#include "directory/tenants.h"
#include "model/vendor_numbers.h"
#include "wire/countries.h"

namespace muster::dialects::xtrakit {

namespace {

using wire::Absent;
using wire::Access;
using wire::Codec;
using wire::extra;
using wire::omit;
using wire::row;

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

// Also reads numbers as their text: {"customer_zip": 233}.
Result<model::Value> read_line(const Json& json)
{
    auto value = TRY(wire::lenient_text_codec.read(json));
    const auto text = model::text_of(value);
    if (trim(text).empty()) return model::Value{};
    if (count_chars(text) > limits::line_chars || text.find('\0') != text.npos) {
        return fail(Code::invalid_value, {}, "must be text of at most 255 characters");
    }
    return value;
}

Result<model::Value> read_email(const Json& json)
{
    auto value = TRY(read_line(json));
    if (!model::is_null(value) && model::text_of(value).find('@') == std::string_view::npos) {
        return fail(Code::invalid_value, {}, "must contain @");
    }
    return value;
}

void write_country(JsonWriter& out, const model::Value& value)
{
    const auto* country = wire::country_by_iso2(model::text_of(value));
    out.text(country ? country->name : model::text_of(value));
}

Result<model::Value> read_country(const Json& json)
{
    auto value = TRY(read_line(json));
    const auto* country = wire::find_country(model::text_of(value));
    return country ? model::Value(std::string(country->iso2)) : value;
}

// Reads 4 and "4"; "" is null; 0 is an error, because no group has that id.
Result<model::Value> read_group_id(const Json& json)
{
    auto value = TRY(wire::lenient_integer_codec.read(json));
    const auto* id = std::get_if<std::int64_t>(&value);
    if (id && (*id < 1 || *id > limits::vendor_number)) {
        return fail(Code::invalid_value, {}, "must be the id of a group");
    }
    return value;
}

void write_integer(JsonWriter& out, const model::Value& value)
{
    out.integer(std::get<std::int64_t>(value));
}

constexpr Codec line_codec{
    .name = "text", .write = write_text, .read = read_line, .also_reads = "number"};
constexpr Codec email_codec{"an e-mail address", write_text, read_email};
constexpr Codec country_codec{"a country", write_country, read_country};
constexpr Codec group_id_codec{.name = "the id of a group",
                               .write = write_integer,
                               .read = read_group_id,
                               .type = "integer",
                               .also_reads = "string"};

using G = model::GroupColumn;
using C = model::CustomerColumn;

constexpr auto group_table = wire::record(
    {{}, "xtrakit"}, omit(G::id, "the answer writes it first, before the owner"),
    row(G::name, "group_name", line_codec, Access::required)
        .about("At most 255 characters.", R"("VIP")"),
    row(G::description, "group_description", wire::lenient_text_codec)
        .with(Absent::null)
        .at_most(limits::text_bytes)
        .about("What the group is for."),
    row(G::created_at, "created_at", wire::plain_instant_codec, Access::read_only)
        .about("UTC.", R"("2026-02-03 09:15:42")"),
    row(G::updated_at, "updated_at", wire::plain_instant_codec, Access::read_only).about("UTC."),
    omit(G::external_id, "this API has no such field"), omit(G::rule, "this API has no such field"),
    omit(G::membership_logged_until, "bookkeeping"),
    omit(G::capacity, "this API has no such field"),
    omit(G::status, "this API knows live groups only"),
    omit(G::member_count, "this API has no such field"), omit(G::vendor_numbers, "id shows it"),
    omit(G::created_by, "groups of this API name no maker"),
    omit(G::updated_by, "this API has no such field"),
    omit(G::removed_at, "this API knows live groups only"),
    omit(G::revision, "this API has no such field"));

constexpr auto customer_table = wire::record(
    {{}, "xtrakit"}, omit(C::id, "the answer writes it first, before the owner"),
    row(C::home_group_id, "customer_group_id", group_id_codec)
        .with(Absent::null)
        .about("The one group of the customer.", "1"),
    row(C::name, "customer_name", line_codec, Access::required).with(Absent::empty_text),
    row(C::email, "customer_email", email_codec).with(Absent::null),
    row(C::phone, "customer_phone", line_codec, Access::required).with(Absent::empty_text),
    extra<model::Customer>("customer_whatsapp", line_codec).with(Absent::null),
    row(C::country, "customer_country", country_codec, Access::required)
        .with(Absent::empty_text)
        .about("English name, or two or three letters of ISO 3166.", R"("United Kingdom")"),
    row(C::city, "customer_city", line_codec, Access::required).with(Absent::empty_text),
    row(C::region, "customer_state", line_codec, Access::required).with(Absent::empty_text),
    row(C::postal_code, "customer_zip", line_codec).with(Absent::null),
    row(C::address_line1, "address1", line_codec, Access::required).with(Absent::empty_text),
    row(C::address_line2, "address2", line_codec).with(Absent::null),
    row<picture_of, set_picture>("customer_profile", line_codec)
        .with(Absent::null)
        .about("The address of a picture."),
    extra<model::Customer>("created_by", line_codec)
        .with(Absent::null)
        .about("Who made the customer; the name of the key unless the body says it."),
    row(C::created_at, "created_at", wire::plain_instant_codec, Access::read_only),
    row(C::updated_at, "updated_at", wire::plain_instant_codec, Access::read_only),
    omit(C::external_id, "this API has no such field"), omit(C::first_name, "follows the name"),
    omit(C::last_name, "follows the name"), omit(C::company, "this API has no such field"),
    omit(C::language, "this API has no such field"),
    omit(C::birth_date, "this API has no such field"),
    omit(C::consent, "this API has no such field"), omit(C::aliases, "this API has no such field"),
    omit(C::vendor_numbers, "id shows it"),
    omit(C::password_hash, "customers of this API do not log in"),
    omit(C::created_by, "created_by of this API is a person's name, kept as an extra"),
    omit(C::updated_by, "this API has no such field"),
    omit(C::removed_at, "this API knows live customers only"),
    omit(C::revision, "this API has no such field"));

// A UUID that is the same for every call of one account: version 8, made from its number.
std::string user_id_of(model::AccountId account)
{
    std::string hex = to_hex(sha256("xtrakit user " + std::to_string(account.value)));
    hex[12] = '8';
    hex[16] = 'a';
    hex.resize(32);
    for (const std::size_t place : {8U, 13U, 18U, 23U}) hex.insert(place, 1, '-');
    return hex;
}

// The tenant setting xtrakit.user_id is the owner that clients know already.
std::string owner_of(const model::Tenant& tenant)
{
    const auto known = model::text_setting(tenant, business_settings::user_id);
    return known.empty() ? user_id_of(tenant.account) : known;
}

std::string business_of(const model::Tenant& tenant)
{
    return model::shown_id_text(tenant, dialect_name);
}

// The tenant setting xtrakit.legacy_fields=true brings the owner back into groups and customers,
// for clients that were written when they had it.
bool shows_owner(const model::Tenant& tenant)
{
    return model::flag_setting(tenant, business_settings::shows_owner);
}

std::string legacy_owner_of(const model::Tenant& tenant)
{
    return shows_owner(tenant) ? owner_of(tenant) : std::string{};
}

std::string legacy_business_of(const model::Tenant& tenant)
{
    return shows_owner(tenant) ? business_of(tenant) : std::string{};
}

constexpr auto owner_table =
    wire::partial_record({"Owner"},
                         row<owner_of>("user_id", wire::text_codec, Access::read_only)
                             .about("The owner of the business; the same in every answer."),
                         row<business_of>("business_code", wire::text_codec, Access::read_only)
                             .about("The business that the key belongs to.", R"("1")"));

constexpr auto legacy_owner_table = wire::partial_record(
    {{}},
    row<legacy_owner_of>("user_id", wire::text_codec, Access::read_only)
        .about("Only with the setting xtrakit.legacy_fields: the owner of the business."),
    row<legacy_business_of>("business_code", wire::text_codec, Access::read_only)
        .about("Only with the setting xtrakit.legacy_fields: the business of the key.", R"("1")"));

constexpr auto group_answer_table = wire::record(
    {"Group"},
    row<[](const OwnedGroup& answer) { return model::shown_id(answer.group, dialect_name); }>(
        "id", wire::integer_codec, Access::read_only),
    wire::embed<[](const OwnedGroup& answer) -> const model::Tenant& { return answer.tenant; },
                legacy_owner_table>(),
    wire::embed<[](const OwnedGroup& answer) -> const model::Group& { return answer.group; },
                group_table>());

constexpr auto customer_answer_table = wire::record(
    {"Customer"},
    row<[](const OwnedCustomer& answer) { return model::shown_id(answer.customer, dialect_name); }>(
        "id", wire::integer_codec, Access::read_only),
    wire::embed<[](const OwnedCustomer& answer) -> const model::Tenant& { return answer.tenant; },
                legacy_owner_table>(),
    wire::embed<[](const OwnedCustomer& answer) -> const model::Customer& {
        return answer.customer;
    },
                customer_table>());

template <class E>
Error in_words(Error error, const wire::Record<E>& record)
{
    for (const auto& row : record.rows()) {
        if (row.field == wire::RecordRow::none || row.name.empty()) continue;
        const auto& member = model::Schema<E>::members[static_cast<std::size_t>(row.field)];
        if (error.subject == member.name) return error.subject = row.name, error;
    }
    return error;
}

} // namespace

const wire::Record<model::Group>& group_record() { return group_table; }
const wire::Record<OwnedGroup>& group_answer_record() { return group_answer_table; }
const wire::Record<model::Customer>& customer_record() { return customer_table; }
const wire::Record<OwnedCustomer>& customer_answer_record() { return customer_answer_table; }
const wire::Record<model::Tenant>& owner_record() { return owner_table; }

void write_owner(JsonWriter& out, const model::Tenant& tenant)
{
    wire::write_members(out, owner_record(), tenant);
}

void write_group(JsonWriter& out, const model::Tenant& tenant, const model::Group& group)
{
    wire::write_object(out, group_answer_record(), OwnedGroup{tenant, group});
}

void write_customer(JsonWriter& out, const model::Tenant& tenant, const model::Customer& customer)
{
    wire::write_object(out, customer_answer_record(), OwnedCustomer{tenant, customer});
}

Result<void> read_group(const Json& body, model::Group& group)
{
    TRY(wire::read_members(body, group_record(), group, {.purpose = wire::Purpose::create}));
    return {};
}

Result<void> read_customer(const Json& body, model::Customer& customer)
{
    TRY(wire::read_members(body, customer_record(), customer, {.purpose = wire::Purpose::create}));
    return {};
}

Error in_group_words(Error error) { return in_words(std::move(error), group_table); }

Error in_customer_words(Error error) { return in_words(std::move(error), customer_table); }

} // namespace muster::dialects::xtrakit

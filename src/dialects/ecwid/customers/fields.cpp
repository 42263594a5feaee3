// The tables of customers and groups.
#include "dialects/ecwid/customers/fields.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/ecwid/answers.h"
#include "dialects/ecwid/ecwid.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::ecwid {

namespace {

using wire::Absent;
using wire::Access;
using wire::extra;
using wire::omit;
using wire::row;
using C = model::CustomerColumn;
using G = model::GroupColumn;

constexpr std::array<std::string_view, 2> schemes{"b2c", "b2b"};

void write_scheme(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_scheme(const Json& json)
{
    const auto* text = json.as_text();
    const std::string wanted = text == nullptr ? std::string{} : lower_ascii(*text);
    if (std::ranges::count(schemes, wanted) != 0) return model::Value{wanted};
    return fail(Code::invalid_value, {}, "expected one of 'b2c','b2b'");
}

constexpr std::string_view no_member = "this API has no such member";
constexpr std::string_view in_billing = "in billingPerson";

} // namespace

std::int64_t group_id(const model::Group& group) { return model::shown_id(group, dialect_name); }

std::int64_t customer_id(const model::Customer& customer)
{
    return model::shown_id(customer, dialect_name);
}

const wire::Codec scheme_codec{
    .name = "b2c or b2b", .write = write_scheme, .read = read_scheme, .choices = schemes};

namespace {

constexpr auto customer_table = wire::record(
    {"CustomerMembers", "ecwid"}, omit(C::id, "customer_id: a vendor number comes first"),
    row<customer_id>("id", wire::integer_codec, Access::read_only).about("The id.", "1"),
    row(C::name, "name", wire::text_codec, Access::read_only)
        .about("The name in billingPerson. In a body it is used when billingPerson has none.",
               R"("Ada Lovelace")"),
    row(C::email, "email", wire::lenient_text_codec, Access::required)
        .about("Unique in the store, in any case.", R"("ada@example.org")"),
    row(C::created_at, "registered", datetime_codec, Access::read_only)
        .about("When the customer was created.", R"("2026-02-03 09:15:42 +0000")"),
    row(C::updated_at, "updated", datetime_codec, Access::read_only)
        .about("When the customer, or its group, was changed last."),
    row(C::external_id, "externalReferenceId", wire::lenient_text_codec)
        .about("The id in another system; unique in the store."),
    row(C::consent, "acceptMarketing", wire::lenient_boolean_codec)
        .about("Whether the customer wants to get marketing mail."),
    row(C::language, "lang", wire::lenient_text_codec).about("The language.", R"("en")"),
    extra<model::Customer>("taxId", wire::lenient_text_codec)
        .with(Absent::empty_text)
        .about("The tax number."),
    extra<model::Customer>("taxIdValid", wire::lenient_boolean_codec)
        .with(Absent::yes)
        .about("Whether the tax number was found to be valid."),
    extra<model::Customer>("taxExempt", wire::lenient_boolean_codec)
        .with(Absent::no)
        .about("Whether the customer pays no taxes."),
    extra<model::Customer>("b2b_b2c", scheme_codec).about("A person (b2c) or a firm (b2b)."),
    extra<model::Customer>("fiscalCode", wire::lenient_text_codec)
        .with(Absent::empty_text)
        .about("The Italian fiscal code."),
    extra<model::Customer>("electronicInvoicePecEmail", wire::lenient_text_codec)
        .with(Absent::empty_text)
        .about("The certified e-mail for Italian electronic invoices."),
    extra<model::Customer>("electronicInvoiceSdiCode", wire::lenient_text_codec)
        .with(Absent::empty_text)
        .about("The SDI code for Italian electronic invoices."),
    extra<model::Customer>("privateAdminNotes", wire::lenient_text_codec)
        .with(Absent::empty_text)
        .at_most(limits::text_bytes)
        .about("Notes of the staff."),
    omit(C::phone, in_billing), omit(C::first_name, in_billing), omit(C::last_name, in_billing),
    omit(C::company, in_billing), omit(C::address_line1, in_billing),
    omit(C::address_line2, in_billing), omit(C::city, in_billing), omit(C::region, in_billing),
    omit(C::postal_code, in_billing), omit(C::country, in_billing),
    omit(C::home_group_id, "customerGroupId: moving is an act of its own"),
    omit(C::password_hash, "password: hashed before the write"), omit(C::birth_date, no_member),
    omit(C::aliases, no_member), omit(C::vendor_numbers, "id shows it"),
    omit(C::created_by, no_member), omit(C::updated_by, no_member),
    omit(C::removed_at, "date of a deleted customer"), omit(C::revision, no_member));

constexpr auto group_table = wire::record(
    {"CustomerGroup", "ecwid"}, omit(G::id, "group_id: General has the id 0"),
    row<group_id>("id", wire::integer_codec, Access::read_only)
        .about("The id; 0 is the group General.", "1"),
    row(G::name, "name", wire::lenient_text_codec)
        .about("The name; several groups may have the same.", R"("VIP")"),
    row(G::external_id, "externalReferenceId", wire::lenient_text_codec)
        .about("The id in another system; unique in the store. Null clears it."),
    omit(G::description, no_member), omit(G::rule, no_member),
    omit(G::membership_logged_until, no_member), omit(G::capacity, no_member),
    omit(G::status, no_member), omit(G::member_count, no_member),
    omit(G::vendor_numbers, "id shows it"), omit(G::created_by, no_member),
    omit(G::updated_by, no_member), omit(G::created_at, no_member), omit(G::updated_at, no_member),
    omit(G::removed_at, no_member), omit(G::revision, no_member));

} // namespace

std::span<const wire::RecordRow> customer_rows() { return customer_table.rows(); }
const wire::Record<model::Customer>& customer_record() { return customer_table; }
const wire::Record<model::Group>& group_record() { return group_table; }

} // namespace muster::dialects::ecwid

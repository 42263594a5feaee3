// The tables of customers and groups.
#include "dialects/ecwid/customers/fields.h"

#include "base/text.h"
#include "dialects/ecwid/answers.h"

namespace muster::dialects::ecwid {

namespace {

using wire::Absent;
using wire::Access;
using wire::extra;
using wire::omit;
using wire::row;
using C = model::CustomerColumn;
using G = model::GroupColumn;

void write_scheme(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_scheme(const Json& json)
{
    const auto* text = json.as_text();
    const std::string scheme = text == nullptr ? std::string{} : lower_ascii(*text);
    if (scheme == "b2b" || scheme == "b2c") return model::Value{scheme};
    return fail(Code::invalid_value, {}, "expected one of 'b2c','b2b'");
}

constexpr wire::Form scheme_form{"b2c or b2b", write_scheme, read_scheme};

constexpr auto customer_fields = wire::field_table(
    "ecwid", row(C::id, "id", wire::integer_form, Access::read_only),
    row(C::name, "name", wire::text_form, Access::read_only),
    row(C::email, "email", wire::lenient_text_form, Access::required),
    row(C::created_at, "registered", datetime_form, Access::read_only),
    row(C::updated_at, "updated", datetime_form, Access::read_only),
    row(C::external_id, "externalReferenceId", wire::lenient_text_form),
    row(C::consent, "acceptMarketing", wire::lenient_boolean_form),
    row(C::language, "lang", wire::lenient_text_form),
    extra<model::Customer>("taxId", wire::lenient_text_form).with(Absent::empty_text),
    extra<model::Customer>("taxIdValid", wire::lenient_boolean_form).with(Absent::yes),
    extra<model::Customer>("taxExempt", wire::lenient_boolean_form).with(Absent::no),
    extra<model::Customer>("b2b_b2c", scheme_form),
    extra<model::Customer>("fiscalCode", wire::lenient_text_form).with(Absent::empty_text),
    extra<model::Customer>("electronicInvoicePecEmail", wire::lenient_text_form)
        .with(Absent::empty_text),
    extra<model::Customer>("electronicInvoiceSdiCode", wire::lenient_text_form)
        .with(Absent::empty_text),
    extra<model::Customer>("privateAdminNotes", wire::lenient_text_form)
        .with(Absent::empty_text)
        .at_most(limits::text_bytes),
    omit(C::phone, "in billingPerson"), omit(C::first_name, "in billingPerson"),
    omit(C::last_name, "in billingPerson"), omit(C::company, "in billingPerson"),
    omit(C::address_line1, "in billingPerson"), omit(C::address_line2, "in billingPerson"),
    omit(C::city, "in billingPerson"), omit(C::region, "in billingPerson"),
    omit(C::postal_code, "in billingPerson"), omit(C::country, "in billingPerson"),
    omit(C::home_group_id, "customerGroupId: moving is an act of its own"),
    omit(C::password_hash, "password: hashed before the write"),
    omit(C::birth_date, "this API has no such member"),
    omit(C::aliases, "this API has no such member"),
    omit(C::created_by, "this API has no such member"),
    omit(C::updated_by, "this API has no such member"),
    omit(C::removed_at, "date of a deleted customer"),
    omit(C::revision, "this API has no such member"));

constexpr auto group_fields = wire::field_table(
    "ecwid", row(G::id, "id", wire::integer_form, Access::read_only),
    row(G::name, "name", wire::lenient_text_form),
    row(G::external_id, "externalReferenceId", wire::lenient_text_form),
    omit(G::description, "only three members exist"), omit(G::rule, "only three members exist"),
    omit(G::membership_logged_until, "bookkeeping"), omit(G::capacity, "only three members exist"),
    omit(G::status, "only three members exist"), omit(G::member_count, "only three members exist"),
    omit(G::created_by, "only three members exist"),
    omit(G::updated_by, "only three members exist"),
    omit(G::created_at, "only three members exist"),
    omit(G::updated_at, "only three members exist"),
    omit(G::removed_at, "only three members exist"), omit(G::revision, "only three members exist"));

} // namespace

std::span<const wire::RecordRow> customer_rows() { return customer_fields.rows(); }
wire::TableView<model::Customer> customer_table() { return customer_fields; }
wire::TableView<model::Group> group_table() { return group_fields; }

} // namespace muster::dialects::ecwid

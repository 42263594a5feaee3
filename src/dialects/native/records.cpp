// Knows no requests.
#include "dialects/native/records.h"

#include <algorithm>

#include "dialects/native/vendor_numbers.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

using namespace model;
using namespace wire;

namespace {

template <class Enum>
consteval auto shown(Enum field, std::string_view name, const Codec& codec)
{
    return row(field, name, codec, Access::read_only).with(Absent::null);
}

template <class Enum>
consteval auto fixed(Enum field, std::string_view name, const Codec& codec)
{
    return row(field, name, codec, Access::create_only).with(Absent::null);
}

template <class Enum>
consteval auto kept(Enum field, std::string_view name, const Codec& codec)
{
    return row(field, name, codec).with(Absent::null);
}

constexpr std::string_view about_created = "When it was created.";
constexpr std::string_view about_updated = "When it was changed last.";
constexpr std::string_view about_revision = "Grows with each change; the ETag has it.";
constexpr std::string_view about_removed = "When it was removed; only of removed ones.";
constexpr std::string_view values_schema =
    R"({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "array",
        "null"], "items": {"type": "string"}}})";

// The selected ones of values by key, as an object.
void write_values(JsonWriter& out, const FieldValues& values, const Selection& selection)
{
    out.begin_object();
    for (const auto& [key, value] : values) {
        if (!selection.has(key)) continue;
        out.name(key);
        wire::write_value(out, value);
    }
    out.end_object();
}

// The handler reads values by key, since their names depend on the declared fields.
template <class E>
void write_fields(JsonWriter& out, const E& entity, const Selection& selection)
{
    write_values(out, entity.fields, selection);
}
template <class E>
constexpr auto fields_row = custom<write_fields<E>>("fields", values_schema, Access::read_write)
                                .about("Values of declared fields by their keys.",
                                       R"({"tenure": 12})");

template <class E>
constexpr auto vendor_numbers_row =
    custom<write_vendor_numbers<E>, read_vendor_numbers<E>, has_vendor_numbers<E>>(
        "vendor_numbers", R"({"type": "object", "additionalProperties":
        {"type": ["integer", "string", "null"]}})")
        .about("The ids by which the clients of other APIs know it, where they differ from ours: "
               "by the name of the API, of tenants also with the name of the id.");
constexpr std::string_view as_object = "an object, by API";

using A = AccountColumn;
constexpr auto account_table =
    record({"Account"}, shown(A::id, "id", integer_codec).about("Given by the server.", "1"),
           row(A::name, "name", text_codec, Access::required)
               .about("Its name.", R"("Shops of the north")"),
           shown(A::created_at, "created_at", instant_codec).about(about_created),
           shown(A::updated_at, "updated_at", instant_codec).about(about_updated),
           shown(A::revision, "revision", integer_codec).about(about_revision));

using T = TenantColumn;
constexpr auto tenant_table = record(
    {"Tenant"}, shown(T::id, "id", integer_codec).about("Given by the server.", "1"),
    row(T::slug, "slug", text_codec, Access::required)
        .about("A unique name for paths and headers.", R"("north")"),
    kept(T::name, "name", text_codec).about("Its name.", R"("North")"),
    fixed(T::account_id, "account_id", integer_codec)
        .about("The account that owns it; left out on create: a new account of the tenant's name."),
    vendor_numbers_row<Tenant>, omit(T::vendor_numbers, as_object),
    shown(T::created_at, "created_at", instant_codec).about(about_created),
    shown(T::updated_at, "updated_at", instant_codec).about(about_updated),
    shown(T::revision, "revision", integer_codec).about(about_revision),
    custom<write_fields<Tenant>>("settings", values_schema, Access::read_write)
        .about("Plain values by name; the documents of the APIs say which ones they use. "
               "time_zone is the zone in which rules read dates, such as Europe/Berlin; UTC "
               "without it."));

using K = CredentialColumn;
constexpr auto credential_table = record(
    {"Credential"}, shown(K::id, "id", integer_codec).about("Given by the server."),
    fixed(K::dialect, "dialect", text_codec)
        .about("The API that it is for; native by default.", R"("native")"),
    fixed(K::kind, "kind", name_codec<credential_kind_names>).about("key by default."),
    kept(K::name, "name", text_codec).about("Says whose it is.", R"("Till 7")"),
    kept(K::login, "login", text_codec).about("Required for login and client."),
    fixed(K::account_id, "account_id", integer_codec).about("Acts in all tenants of this account."),
    fixed(K::tenant_id, "tenant_id", integer_codec)
        .about("Acts in this tenant; by default in that of the call."),
    row(K::scopes, "scopes", text_list_codec)
        .with(Absent::empty_list)
        .about("What it may do; each API has its own.", R"(["read", "write"])"),
    omit(K::secret_hash, "secrets leave only once, as the secret of a create's answer"),
    omit(K::previous_hash, "secrets leave only once, as the secret of a create's answer"),
    shown(K::previous_until, "previous_until", instant_codec)
        .about("Until then the secret before the last rotation works too."),
    shown(K::created_at, "created_at", instant_codec).about(about_created),
    shown(K::updated_at, "updated_at", instant_codec).about(about_updated),
    shown(K::last_used_at, "last_used_at", instant_codec)
        .about("When it was used last; up to an hour late."),
    kept(K::expires_at, "expires_at", instant_codec).about("When it stops working by itself."),
    shown(K::revoked_at, "revoked_at", instant_codec).about("When it was revoked."),
    shown(K::revision, "revision", integer_codec).about(about_revision));

using F = CustomFieldColumn;
constexpr auto field_table = record(
    {"Field"}, shown(F::id, "id", integer_codec).about("Given by the server."),
    row(F::key, "key", text_codec, Access::required)
        .about("Its name in fields; the case does not matter.", R"("tenure")"),
    fixed(F::entity, "entity", name_codec<entity_names>).about("What has it; customer by default."),
    kept(F::type, "type", name_codec<type_names>).about("Of its values; text by default."),
    kept(F::format, "format", text_codec)
        .about("Of decimals: the number of decimal places; of texts: what they look like."),
    kept(F::label, "label", text_codec).about("For people."),
    row(F::required, "required", boolean_codec)
        .with(Absent::no)
        .about("Each new customer or group needs a value."),
    row(F::unique, "unique", boolean_codec)
        .with(Absent::no)
        .about("No two customers or groups have the same value."),
    row(F::values, "values", text_list_codec)
        .with(Absent::empty_list)
        .about("Of the type enum: the values that there are."),
    shown(F::created_at, "created_at", instant_codec).about(about_created),
    shown(F::updated_at, "updated_at", instant_codec).about(about_updated),
    row(F::removed_at, "removed_at", instant_codec, Access::read_only).about(about_removed),
    shown(F::revision, "revision", integer_codec).about(about_revision));

using C = CustomerColumn;
constexpr auto customer_table = record(
    {"Customer"}, shown(C::id, "id", integer_codec).about("Given by the server.", "1"),
    kept(C::external_id, "external_id", text_codec)
        .about("The customer's id in another system; unique in the tenant."),
    kept(C::email, "email", text_codec).about("Not unique.", R"("ada@example.org")"),
    kept(C::phone, "phone", text_codec).about("As written."),
    kept(C::name, "name", text_codec)
        .about("The full name; derived from first and last name, and the other way round.",
               R"("Ada Lovelace")"),
    kept(C::first_name, "first_name", text_codec), kept(C::last_name, "last_name", text_codec),
    kept(C::company, "company", text_codec),
    kept(C::language, "language", text_codec).about("A language tag.", R"("en")"),
    kept(C::birth_date, "birth_date", date_codec),
    kept(C::address_line1, "address.line1", text_codec).at_most(limits::text_bytes),
    kept(C::address_line2, "address.line2", text_codec).at_most(limits::text_bytes),
    kept(C::city, "address.city", text_codec), kept(C::region, "address.region", text_codec),
    kept(C::postal_code, "address.postal_code", text_codec),
    kept(C::country, "address.country", text_codec).about("Two letters.", R"("GB")"),
    kept(C::consent, "consent", boolean_codec)
        .about("Whether the customer agreed to marketing; null: not asked."),
    shown(C::home_group_id, "home_group_id", integer_codec)
        .about("The group of the customer's default membership."),
    omit(C::aliases, "names that only the APIs which made them understand"),
    vendor_numbers_row<Customer>, omit(C::vendor_numbers, as_object),
    omit(C::password_hash, "passwords never leave"), omit(C::created_by, "the change log has it"),
    omit(C::updated_by, "the change log has it"),
    shown(C::created_at, "created_at", instant_codec).about(about_created),
    shown(C::updated_at, "updated_at", instant_codec).about(about_updated),
    row(C::removed_at, "removed_at", instant_codec, Access::read_only).about(about_removed),
    shown(C::revision, "revision", integer_codec).about(about_revision), fields_row<Customer>);

// Bodies may also have a rule as a tree: the handler prints it before the members are read.
constexpr Codec rule_codec{
    "text", write_name, [](const Json& json) { return text_codec.read(json); }, "string", {},
    {},     "object"};

std::string_view group_kind(const Group& group)
{
    return group.is_dynamic() ? "dynamic" : "static";
}

using G = GroupColumn;
constexpr auto group_table = record(
    {"Group"}, shown(G::id, "id", integer_codec).about("Given by the server.", "1"),
    kept(G::external_id, "external_id", text_codec)
        .about("The group's id in another system; unique among the groups that are there."),
    row(G::name, "name", text_codec, Access::required).about("Need not be unique.", R"("VIP")"),
    kept(G::description, "description", text_codec).at_most(limits::text_bytes),
    row(G::rule, "rule", rule_codec)
        .with(Absent::null)
        .at_most(limits::rule_bytes)
        .about("Makes the group dynamic: its members are the customers for whom it is true. Bodies "
               "have a text or a tree; answers have the text, with groups by id.",
               R"("city = 'Leeds'")"),
    omit(G::membership_logged_until, "bookkeeping"),
    kept(G::capacity, "capacity", integer_codec)
        .about("How many members it may have; null: any number."),
    kept(G::status, "status", name_codec<open_status_names>)
        .about("An inactive group takes no new members."),
    row(G::member_count, "member_count", integer_codec, Access::read_only)
        .with(Absent::zero)
        .about("How many members it has."),
    vendor_numbers_row<Group>, omit(G::vendor_numbers, as_object),
    shown(G::created_at, "created_at", instant_codec).about(about_created),
    shown(G::updated_at, "updated_at", instant_codec).about(about_updated),
    shown(G::created_by, "created_by", integer_codec).about("The credential that created it."),
    shown(G::updated_by, "updated_by", integer_codec).about("The credential that changed it last."),
    row(G::removed_at, "removed_at", instant_codec, Access::read_only).about(about_removed),
    shown(G::revision, "revision", integer_codec).about(about_revision),
    row<group_kind>("kind", text_codec, Access::read_only)
        .about("static; dynamic, when it has a rule.", R"("static")"),
    fields_row<Group>);

using M = MembershipColumn;
constexpr auto membership_table = record(
    {"Membership"}, shown(M::customer_id, "customer_id", integer_codec).about("The member."),
    shown(M::group_id, "group_id", integer_codec).about("The group."),
    kept(M::role, "role", name_codec<role_names>).about("A group has at most one primary member."),
    row(M::permissions, "permissions", text_list_codec)
        .with(Absent::empty_list)
        .about("Words that the group's members have a use for."),
    row(M::is_default, "is_default", boolean_codec)
        .with(Absent::no)
        .about("Whether this is the customer's home group."),
    shown(M::source, "source", text_codec).about("How the customer joined."),
    shown(M::since, "since", instant_codec).about("When the customer joined."),
    kept(M::expires_at, "expires_at", instant_codec).about("When the membership ends by itself."),
    row(M::left_at, "left_at", instant_codec, Access::read_only)
        .about("When it ended; only of memberships that have ended."),
    omit(M::added_by, "the change log has it"), omit(M::created_at, "equals since"),
    omit(M::updated_at, "the change log has it"),
    shown(M::revision, "revision", integer_codec).about(about_revision));

using P = CampaignColumn;
constexpr auto campaign_table = record(
    {"Campaign"}, shown(P::id, "id", integer_codec).about("Given by the server.", "1"),
    row(P::name, "name", text_codec, Access::required)
        .about("Need not be unique.", R"("Spring letter")"),
    row(P::group_id, "group_id", integer_codec, Access::required)
        .about("Whose members get the messages; only a rerun changes it.", "1"),
    row(P::segment_by, "segment_by", text_list_codec, Access::create_only)
        .with(Absent::empty_list)
        .about("Members of the group with equal values in these fields get the same message. "
               "Nothing that may identify a customer; none: all get the same.",
               R"(["country"])"),
    kept(P::status, "status", name_codec<campaign_status_names>)
        .about("A PATCH sets review on a draft, and published on a ready campaign. A campaign "
               "under review becomes ready when all its messages are approved."),
    shown(P::run_number, "run_number", integer_codec).about("Of the current run.", "1"),
    shown(P::published_at, "published_at", instant_codec).about("When it was published last."),
    shown(P::created_at, "created_at", instant_codec).about(about_created),
    shown(P::updated_at, "updated_at", instant_codec).about(about_updated),
    shown(P::created_by, "created_by", integer_codec).about("The credential that created it."),
    shown(P::updated_by, "updated_by", integer_codec).about("The credential that changed it last."),
    row(P::removed_at, "removed_at", instant_codec, Access::read_only).about(about_removed),
    shown(P::revision, "revision", integer_codec).about(about_revision));

using R = CampaignRunColumn;
constexpr auto campaign_run_table =
    record({"CampaignRun"}, shown(R::id, "id", integer_codec).about("Given by the server."),
           shown(R::campaign_id, "campaign_id", integer_codec).about("The campaign."),
           shown(R::number, "number", integer_codec).about("Within the campaign, from 1.", "1"),
           shown(R::group_id, "group_id", integer_codec).about("The group of this run."),
           row(R::group_name, "group_name", text_codec, Access::read_only)
               .with(Absent::empty_text)
               .about("As it was when the run began."),
           row(R::segment_count, "segment_count", integer_codec, Access::read_only)
               .with(Absent::zero)
               .about("How many messages the run has."),
           row(R::new_count, "new_count", integer_codec, Access::read_only)
               .with(Absent::zero)
               .about("Messages that had to be written."),
           row(R::reused_count, "reused_count", integer_codec, Access::read_only)
               .with(Absent::zero)
               .about("Messages with the text of an earlier run."),
           row(R::archived_count, "archived_count", integer_codec, Access::read_only)
               .with(Absent::zero)
               .about("Messages of the run before, which this one archived."),
           omit(R::updated_at, "a run never changes"), omit(R::updated_by, "a run never changes"),
           shown(R::created_at, "created_at", instant_codec).about("When it began."),
           shown(R::created_by, "created_by", integer_codec).about("The credential that began it."),
           shown(R::revision, "revision", integer_codec).about("The ETag has it."));

using S = MessageColumn;
constexpr auto message_table = record(
    {"Message"}, shown(S::id, "id", integer_codec).about("Given by the server.", "1"),
    shown(S::campaign_id, "campaign_id", integer_codec).about("The campaign."),
    shown(S::run_number, "run_number", integer_codec).about("The run."),
    shown(S::segment, "segment_id", integer_codec)
        .about("The same in all runs of the campaign that have this segment."),
    custom<write_fields<Message>>("segment", values_schema, Access::read_only)
        .about("What the customers of the segment share, by field; a field that is absent has no "
               "value.",
               R"({"country": "GB"})"),
    kept(S::text, "text", text_codec)
        .at_most(limits::message_chars)
        .about("A new text is pending again.", R"("Dear friends in Leeds")"),
    shown(S::published_text, "published_text", text_codec)
        .about("The text when the campaign was published last."),
    kept(S::status, "status", name_codec<message_status_names>)
        .about("A PATCH sets pending, rejected or approved; publishing the campaign sets "
               "published."),
    row(S::archived, "archived", boolean_codec, Access::read_only)
        .with(Absent::no)
        .about("Whether a later run has archived it."),
    omit(S::newest, "bookkeeping"), omit(S::customer_id, "bookkeeping"),
    shown(S::created_at, "created_at", instant_codec).about(about_created),
    shown(S::updated_at, "updated_at", instant_codec).about(about_updated),
    shown(S::created_by, "created_by", integer_codec).about("The credential that created it."),
    shown(S::updated_by, "updated_by", integer_codec).about("The credential that changed it last."),
    row(S::removed_at, "removed_at", instant_codec, Access::read_only)
        .about("When it was erased with its only customer."),
    shown(S::revision, "revision", integer_codec).about(about_revision));

} // namespace

const Record<Account>& account_record() { return account_table; }
const Record<Tenant>& tenant_record() { return tenant_table; }
const Record<Credential>& credential_record() { return credential_table; }
const Record<CustomField>& field_record() { return field_table; }
const Record<Customer>& customer_record() { return customer_table; }
const Record<Group>& group_record() { return group_table; }
const Record<Membership>& membership_record() { return membership_table; }
const Record<Campaign>& campaign_record() { return campaign_table; }
const Record<CampaignRun>& campaign_run_record() { return campaign_run_table; }
const Record<Message>& message_record() { return message_table; }

std::vector<std::string_view> member_names(const AnyRecord& record)
{
    std::vector<std::string_view> names;
    for (const auto& row : record.rows()) {
        if (row.access == Access::hidden || row.access == Access::write_only) continue;
        if (row.kind == RowKind::embedded) {
            const auto inner = member_names(row.record());
            names.insert(names.end(), inner.begin(), inner.end());
        } else {
            names.push_back(row.name.substr(0, row.name.find('.')));
        }
    }
    return names;
}

} // namespace muster::dialects::native

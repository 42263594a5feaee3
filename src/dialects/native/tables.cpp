// Knows no requests.
#include "dialects/native/tables.h"

#include "base/text.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

using namespace model;
using namespace wire;

namespace {

void write_name(JsonWriter& out, const Value& value) { out.text(text_of(value)); }

// Reads a text that `parse` accepts; `words` names the texts that it accepts.
template <auto parse, const char* words>
Result<Value> read_name(const Json& json)
{
    const auto* text = json.as_text();
    if (text == nullptr || !parse(*text)) {
        return fail(Code::invalid_value, "", std::string("must be ") + words);
    }
    return Value{*text};
}

std::optional<GroupStatus> parse_open_status(std::string_view name)
{
    if (name == name_of(GroupStatus::active)) return GroupStatus::active;
    if (name == name_of(GroupStatus::inactive)) return GroupStatus::inactive;
    return std::nullopt;
}

template <auto parse, const char* words>
const Form name_form{words, write_name, read_name<parse, words>};

constexpr char role_words[] = "secondary or primary";
constexpr char status_words[] = "active or inactive";
constexpr char entity_words[] = "customer or group";
constexpr char kind_words[] = "key, login or client";
constexpr char type_words[] =
    "text, integer, number, decimal, boolean, date, datetime, enum or list";
constexpr const Form& role_form = name_form<parse_role, role_words>;
constexpr const Form& status_form = name_form<parse_open_status, status_words>;
constexpr const Form& entity_form = name_form<parse_field_entity, entity_words>;
constexpr const Form& kind_form = name_form<parse_credential_kind, kind_words>;
constexpr const Form& type_form = name_form<parse_type, type_words>;

template <class Enum>
consteval auto shown(Enum field, std::string_view name, const Form& form)
{
    return row(field, name, form, Access::read_only).with(Absent::null);
}

template <class Enum>
consteval auto kept(Enum field, std::string_view name, const Form& form)
{
    return row(field, name, form).with(Absent::null);
}

using A = AccountColumn;
constexpr auto accounts = wire::field_table(
    "native", shown(A::id, "id", integer_form), row(A::name, "name", text_form, Access::required),
    shown(A::created_at, "created_at", instant_form),
    shown(A::updated_at, "updated_at", instant_form), shown(A::revision, "revision", integer_form));

using T = TenantColumn;
constexpr auto tenants = wire::field_table(
    "native", shown(T::id, "id", integer_form), row(T::slug, "slug", text_form, Access::required),
    kept(T::name, "name", text_form), kept(T::account_id, "account_id", integer_form),
    shown(T::created_at, "created_at", instant_form),
    shown(T::updated_at, "updated_at", instant_form), shown(T::revision, "revision", integer_form));

using K = CredentialColumn;
constexpr auto credentials = wire::field_table(
    "native", shown(K::id, "id", integer_form), kept(K::dialect, "dialect", text_form),
    kept(K::kind, "kind", kind_form), kept(K::name, "name", text_form),
    kept(K::login, "login", text_form), kept(K::account_id, "account_id", integer_form),
    kept(K::tenant_id, "tenant_id", integer_form),
    row(K::scopes, "scopes", text_list_form).with(Absent::empty_list),
    omit(K::secret_hash, "secrets leave only once, as the secret of a create's answer"),
    shown(K::created_at, "created_at", instant_form),
    shown(K::updated_at, "updated_at", instant_form),
    shown(K::last_used_at, "last_used_at", instant_form),
    shown(K::revoked_at, "revoked_at", instant_form), shown(K::revision, "revision", integer_form));

using F = CustomFieldColumn;
constexpr auto fields = wire::field_table(
    "native", shown(F::id, "id", integer_form), row(F::key, "key", text_form, Access::required),
    kept(F::entity, "entity", entity_form), kept(F::type, "type", type_form),
    kept(F::format, "format", text_form), kept(F::label, "label", text_form),
    row(F::required, "required", boolean_form).with(Absent::no),
    row(F::unique, "unique", boolean_form).with(Absent::no),
    row(F::values, "values", text_list_form).with(Absent::empty_list),
    shown(F::created_at, "created_at", instant_form),
    shown(F::updated_at, "updated_at", instant_form),
    row(F::removed_at, "removed_at", instant_form, Access::read_only),
    shown(F::revision, "revision", integer_form));

using C = CustomerColumn;
constexpr auto customers = wire::field_table(
    "native", shown(C::id, "id", integer_form), kept(C::external_id, "external_id", text_form),
    kept(C::email, "email", text_form), kept(C::phone, "phone", text_form),
    kept(C::name, "name", text_form), kept(C::first_name, "first_name", text_form),
    kept(C::last_name, "last_name", text_form), kept(C::company, "company", text_form),
    kept(C::language, "language", text_form), kept(C::birth_date, "birth_date", date_form),
    kept(C::address_line1, "address.line1", text_form).at_most(limits::text_bytes),
    kept(C::address_line2, "address.line2", text_form).at_most(limits::text_bytes),
    kept(C::city, "address.city", text_form), kept(C::region, "address.region", text_form),
    kept(C::postal_code, "address.postal_code", text_form),
    kept(C::country, "address.country", text_form), kept(C::consent, "consent", boolean_form),
    shown(C::home_group_id, "home_group_id", integer_form),
    omit(C::aliases, "names that only the APIs which made them understand"),
    omit(C::password_hash, "passwords never leave"), omit(C::created_by, "the change log has it"),
    omit(C::updated_by, "the change log has it"), shown(C::created_at, "created_at", instant_form),
    shown(C::updated_at, "updated_at", instant_form),
    row(C::removed_at, "removed_at", instant_form, Access::read_only),
    shown(C::revision, "revision", integer_form));

using G = GroupColumn;
constexpr auto groups = wire::field_table(
    "native", shown(G::id, "id", integer_form), kept(G::external_id, "external_id", text_form),
    row(G::name, "name", text_form, Access::required),
    kept(G::description, "description", text_form).at_most(limits::text_bytes),
    row(G::rule, "rule", text_form).with(Absent::null).at_most(limits::rule_bytes),
    omit(G::membership_logged_until, "bookkeeping"), kept(G::capacity, "capacity", integer_form),
    kept(G::status, "status", status_form),
    row(G::member_count, "member_count", integer_form, Access::read_only).with(Absent::zero),
    shown(G::created_at, "created_at", instant_form),
    shown(G::updated_at, "updated_at", instant_form),
    shown(G::created_by, "created_by", integer_form),
    shown(G::updated_by, "updated_by", integer_form),
    row(G::removed_at, "removed_at", instant_form, Access::read_only),
    shown(G::revision, "revision", integer_form));

using M = MembershipColumn;
constexpr auto memberships = wire::field_table(
    "native", shown(M::customer_id, "customer_id", integer_form),
    shown(M::group_id, "group_id", integer_form), kept(M::role, "role", role_form),
    row(M::permissions, "permissions", text_list_form).with(Absent::empty_list),
    row(M::is_default, "is_default", boolean_form).with(Absent::no),
    shown(M::source, "source", text_form), shown(M::since, "since", instant_form),
    kept(M::expires_at, "expires_at", instant_form),
    row(M::left_at, "left_at", instant_form, Access::read_only),
    omit(M::added_by, "the change log has it"), omit(M::created_at, "equals since"),
    omit(M::updated_at, "the change log has it"), shown(M::revision, "revision", integer_form));

void write_values(JsonWriter& out, std::string_view name, const FieldValues& values,
                  const Selection& selection)
{
    if (!selection.has(name)) return;
    const Selection& inside = selection.inside(name);
    out.name(name).begin_object();
    for (const auto& [key, value] : values) {
        if (!inside.has(key)) continue;
        out.name(key);
        wire::write_value(out, value);
    }
    out.end_object();
}

constexpr std::array<std::string_view, 1> tenant_further{"settings"};
constexpr std::array<std::string_view, 1> customer_further{"fields"};
constexpr std::array<std::string_view, 2> group_further{"kind", "fields"};

// Writes the members outside of the table.
template <class E>
void write_further(JsonWriter&, const E&, const Selection&)
{}

template <>
void write_further(JsonWriter& out, const Tenant& tenant, const Selection& selection)
{
    write_values(out, "settings", tenant.fields, selection);
}

template <>
void write_further(JsonWriter& out, const Customer& customer, const Selection& selection)
{
    write_values(out, "fields", customer.fields, selection);
}

template <>
void write_further(JsonWriter& out, const Group& group, const Selection& selection)
{
    if (selection.has("kind")) out.name("kind").text(group.is_dynamic() ? "dynamic" : "static");
    write_values(out, "fields", group.fields, selection);
}

} // namespace

TableView<Account> account_table() { return accounts; }
TableView<Tenant> tenant_table() { return tenants; }
TableView<Credential> credential_table() { return credentials; }
TableView<CustomField> field_table() { return fields; }
TableView<Customer> customer_table() { return customers; }
TableView<Group> group_table() { return groups; }
TableView<Membership> membership_table() { return memberships; }

template <class E>
std::span<const std::string_view> further_members()
{
    if constexpr (std::is_same_v<E, Tenant>) return tenant_further;
    if constexpr (std::is_same_v<E, Customer>) return customer_further;
    if constexpr (std::is_same_v<E, Group>) return group_further;
    return {};
}

template <class E>
void write_entity(JsonWriter& out, const E& entity, const Selection& selection)
{
    out.begin_object();
    write_members(out, table_of<E>(), entity, selection);
    write_further(out, entity, selection);
    out.end_object();
}

#define MUSTER_NATIVE_RESOURCE(E)                                                                  \
    template std::span<const std::string_view> further_members<E>();                               \
    template void write_entity(JsonWriter&, const E&, const Selection&);
MUSTER_NATIVE_RESOURCE(Account)
MUSTER_NATIVE_RESOURCE(Tenant)
MUSTER_NATIVE_RESOURCE(Credential)
MUSTER_NATIVE_RESOURCE(CustomField)
MUSTER_NATIVE_RESOURCE(Customer)
MUSTER_NATIVE_RESOURCE(Group)
MUSTER_NATIVE_RESOURCE(Membership)
#undef MUSTER_NATIVE_RESOURCE

} // namespace muster::dialects::native

// The keys of each kind of entity, normalised. Knows no API and no engine.
#include "model/keys.h"

#include <algorithm>

#include "base/secrets.h"
#include "base/text.h"
#include "model/schema.h"
#include "model/vendor_numbers.h"

namespace muster::model {

namespace {

// A unique field's value as text: equal values give equal texts.
struct ValueText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return format_number(value); }
    std::string operator()(const Decimal& value) const { return format_decimal(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(Date value) const { return format_date(value); }
    std::string operator()(Time value) const { return format_rfc3339(value); }
    std::string operator()(const TextList& values) const
    {
        std::string text;
        for (const auto& value : values) text += value + '\n';
        return text;
    }
};

std::string without_leading_zeros(std::string digits)
{
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

void add_unless_empty(std::vector<Key>& keys, Key key)
{
    if (!key.text.empty()) keys.push_back(std::move(key));
}

void add_unique_fields(std::vector<Key>& keys, FieldEntity entity, TenantId tenant,
                       const FieldValues& values, const DeclaredFields& declared)
{
    for (const CustomField& field : declared.all()) {
        if (field.entity != entity || !field.unique) continue;
        if (const auto* value = values.find(field.key)) {
            keys.push_back(field_value_key(entity, tenant, field.key, *value));
        }
    }
}

void add_vendor_numbers(std::vector<Key>& keys, Kind kind, TenantId tenant, const TextList& numbers)
{
    if (numbers.empty()) return;
    for (const std::string_view entry : numbers) {
        const auto [dialect, number] = parts_of_vendor_number(entry);
        if (dialect != former_number) {
            keys.push_back(vendor_number_key(kind, tenant, dialect, number));
        }
        const Key in_any = any_vendor_number_key(kind, tenant, number);
        if (std::find(keys.begin(), keys.end(), in_any) == keys.end()) keys.push_back(in_any);
    }
    keys.push_back(any_vendor_number_key(kind, tenant, {}));
}

struct KeysOf {
    TenantId tenant;
    const DeclaredFields& declared;

    std::vector<Key> operator()(const Account&) const { return {}; }
    std::vector<Key> operator()(const Membership&) const { return {}; }
    std::vector<Key> operator()(const JobItem&) const { return {}; }
    std::vector<Key> operator()(const Campaign&) const { return {}; }
    std::vector<Key> operator()(const CampaignRun&) const { return {}; }
    std::vector<Key> operator()(const Message& entity) const
    {
        if (entity.removed_at || !entity.newest) return {};
        return {segment_key(tenant, entity.campaign, entity.fields)};
    }
    std::vector<Key> operator()(const Tenant& entity) const
    {
        if (entity.slug.empty()) return {}; // a tenant's own row of settings (tenant_zone.h)
        std::vector<Key> keys{tenant_slug_key(entity.slug)};
        add_vendor_numbers(keys, Kind::tenant, system_tenant, entity.vendor_numbers);
        return keys;
    }
    std::vector<Key> operator()(const StoredReply& entity) const
    {
        return {stored_reply_key(tenant, entity.key)};
    }
    std::vector<Key> operator()(const Job& entity) const
    {
        if (entity.ticket.empty()) return {};
        return {job_ticket_key(tenant, entity.dialect, entity.ticket)};
    }
    std::vector<Key> operator()(const Credential& entity) const
    {
        if (entity.revoked_at) return {};
        if (entity.kind == CredentialKind::key) {
            std::vector<Key> keys{credential_secret_key(entity.dialect, entity.secret_hash)};
            if (!entity.previous_hash.empty())
                keys.push_back(credential_secret_key(entity.dialect, entity.previous_hash));
            return keys;
        }
        return {credential_login_key(entity.dialect, entity.login)};
    }
    std::vector<Key> operator()(const CustomField& entity) const
    {
        if (entity.removed_at) return {};
        return {declared_field_key(tenant, entity.entity, entity.key)};
    }
    std::vector<Key> operator()(const Customer& entity) const
    {
        std::vector<Key> keys;
        add_vendor_numbers(keys, Kind::customer, tenant, entity.vendor_numbers);
        if (entity.removed_at) return keys;
        add_unless_empty(keys, external_id_key(Kind::customer, tenant, entity.external_id));
        add_unless_empty(keys, customer_email_key(tenant, entity.email));
        add_unless_empty(keys, customer_phone_key(tenant, entity.phone));
        for (const auto& alias : entity.aliases) {
            keys.push_back(customer_alias_key(tenant, alias));
        }
        add_unique_fields(keys, FieldEntity::customer, tenant, entity.fields, declared);
        return keys;
    }
    std::vector<Key> operator()(const Group& entity) const
    {
        std::vector<Key> keys;
        add_vendor_numbers(keys, Kind::group, tenant, entity.vendor_numbers);
        if (entity.status == GroupStatus::removed) return keys;
        keys.push_back(group_name_key(tenant, entity.name));
        add_unless_empty(keys, external_id_key(Kind::group, tenant, entity.external_id));
        add_unique_fields(keys, FieldEntity::group, tenant, entity.fields, declared);
        return keys;
    }
};

} // namespace

Key customer_email_key(TenantId tenant, std::string_view email)
{
    return {Kind::customer, tenant, "email", fold(trim_invisible(email))};
}

Key customer_phone_key(TenantId tenant, std::string_view phone)
{
    return {Kind::customer, tenant, "phone", without_leading_zeros(digits_of(phone))};
}

Key customer_alias_key(TenantId tenant, std::string_view alias)
{
    return {Kind::customer, tenant, "alias", std::string(alias)};
}

Key external_id_key(Kind kind, TenantId tenant, std::string_view external_id)
{
    return {kind, tenant, "external_id", std::string(trim_invisible(external_id))};
}

Key group_name_key(TenantId tenant, std::string_view name)
{
    return {Kind::group, tenant, "name", fold(name)};
}

Key field_value_key(FieldEntity entity, TenantId tenant, std::string_view key, const Value& value)
{
    const Kind kind = entity == FieldEntity::customer ? Kind::customer : Kind::group;
    return {kind, tenant, "fields." + std::string(key), std::visit(ValueText{}, value)};
}

Key declared_field_key(TenantId tenant, FieldEntity entity, std::string_view key)
{
    return {Kind::field, tenant, std::string(name_of(entity)), fold(key)};
}

Key tenant_slug_key(std::string_view slug)
{
    return {Kind::tenant, system_tenant, "slug", std::string(slug)};
}

Key vendor_number_key(Kind kind, TenantId tenant, std::string_view dialect, std::string_view number)
{
    return {kind, tenant, "number." + std::string(dialect), std::string(number)};
}

Key any_vendor_number_key(Kind kind, TenantId tenant, std::string_view number)
{
    constexpr std::string_view every = "*"; // no number looks so, and no key may be empty
    return {kind, tenant, "number", std::string(number.empty() ? every : number)};
}

Key credential_secret_key(std::string_view dialect, std::string_view secret_hash)
{
    return {Kind::credential, system_tenant, std::string(dialect) + ".secret",
            std::string(secret_hash)};
}

Key credential_login_key(std::string_view dialect, std::string_view login)
{
    return {Kind::credential, system_tenant, std::string(dialect) + ".login", fold(login)};
}

Key stored_reply_key(TenantId tenant, std::string_view key)
{
    return {Kind::stored_reply, tenant, "key", std::string(key)};
}

Key job_ticket_key(TenantId tenant, std::string_view dialect, std::string_view ticket)
{
    return {Kind::job, tenant, std::string(dialect) + ".ticket", std::string(ticket)};
}

Key segment_key(TenantId tenant, CampaignId campaign, const FieldValues& segment)
{
    // Different values give different texts: each value follows its length. A hash, because values
    // may be longer than the keys of some engines.
    std::string values;
    for (const auto& [operand, value] : segment) {
        const std::string shown = std::visit(ValueText{}, value);
        values += operand + ' ' + std::to_string(shown.size()) + ' ' + shown + '\n';
    }
    return {Kind::message, tenant, "segment",
            std::to_string(campaign.value) + ' ' + to_hex(sha256(values))};
}

namespace {

bool has_unique_field(FieldEntity entity, const ChangedMembers& changed,
                      const DeclaredFields& declared)
{
    return std::any_of(changed.fields.begin(), changed.fields.end(), [&](const std::string& key) {
        const CustomField* field = declared.find(entity, key);
        return field != nullptr && field->unique;
    });
}

template <class Column>
bool has_any(const ChangedMembers& changed, std::initializer_list<Column> columns)
{
    return std::any_of(columns.begin(), columns.end(),
                       [&](Column column) { return changed.has(column); });
}

} // namespace

bool may_change_keys(Kind kind, const ChangedMembers& changed, const DeclaredFields& declared)
{
    switch (kind) {
    case Kind::customer:
        using enum CustomerColumn;
        return has_any(changed, {external_id, email, phone, aliases, vendor_numbers, removed_at}) ||
               has_unique_field(FieldEntity::customer, changed, declared);
    case Kind::group:
        return has_any(changed, {GroupColumn::name, GroupColumn::external_id,
                                 GroupColumn::vendor_numbers, GroupColumn::status}) ||
               has_unique_field(FieldEntity::group, changed, declared);
    case Kind::account:
    case Kind::membership:
    case Kind::job_item:
    case Kind::campaign:
    case Kind::campaign_run: return false;
    case Kind::message: return has_any(changed, {MessageColumn::newest, MessageColumn::removed_at});
    default: return !changed.none(); // rare writes: tenants, credentials, fields, jobs, replies
    }
}

std::vector<Key> keys_of(const Entity& entity, TenantId tenant, const DeclaredFields& declared)
{
    return std::visit(KeysOf{tenant, declared}, entity);
}

std::vector<Key> keys_of(const Customer& customer, TenantId tenant, const DeclaredFields& declared)
{
    return KeysOf{tenant, declared}(customer);
}

std::vector<Key> keys_of(const Group& group, TenantId tenant, const DeclaredFields& declared)
{
    return KeysOf{tenant, declared}(group);
}

} // namespace muster::model

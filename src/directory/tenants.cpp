// Checks and stores accounts and tenants. Knows no API and no engine.
#include "directory/tenants.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "directory/checks.h"
#include "directory/directory.h"
#include "directory/dynamic.h"
#include "model/keys.h"
#include "model/tenant_zone.h"

namespace muster::directory {

namespace {

Result<void> check_slug(std::string_view slug)
{
    const bool clean = std::all_of(slug.begin(), slug.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (slug.empty()) return fail(Code::missing_field, "slug", "is required");
    if (!clean || slug.size() > 63 || parse_integer(slug)) {
        return fail(Code::invalid_value, "slug",
                    "must be 1 to 63 lower-case letters, digits or dashes, and not only digits");
    }
    return {};
}

Value zone_setting(const Tenant& tenant)
{
    const Value* value = tenant.fields.find(time_zone_setting);
    return value == nullptr ? Value{} : *value;
}

Result<void> check_time_zone(const Tenant& tenant)
{
    const Value value = zone_setting(tenant);
    const auto name = text_of(value);
    if (is_null(value) || TimeZone::find(name) != nullptr) return {};
    if (TimeZone::names().empty()) {
        return fail(Code::unavailable, "time_zone",
                    "this server has no time zone data; install the package tzdata");
    }
    return fail(Code::invalid_value, "time_zone",
                "must be the name of a time zone, such as Europe/Berlin" +
                    similar_time_zones(name));
}

// The settings with the zone of the tenant's row; nullopt when they have it already.
Result<std::optional<Tenant>> changed_settings(const Rows& rows, TenantId tenant,
                                               const std::optional<Tenant>& stored)
{
    const auto wanted = zone_setting(TRY(get(rows, system_tenant, tenant)));
    Tenant settings = stored.value_or(Tenant{});
    if (zone_setting(settings) == wanted) return std::optional<Tenant>{};
    settings.id = tenant;
    settings.fields.set(std::string(time_zone_setting), wanted);
    return std::optional(std::move(settings));
}

Result<void> store_time_zone(Transaction& transaction)
{
    const auto tenant = transaction.tenant();
    const auto stored = TRY(if_found(get(transaction.rows(), tenant, tenant)));
    auto changed = TRY(changed_settings(transaction.rows(), tenant, stored));
    if (!changed) return {};
    changed->updated_at = transaction.now();
    if (!stored) changed->created_at = transaction.now();
    std::optional<Entity> before;
    if (stored) before = *stored;
    TRY(transaction.put(stored ? Action::updated : Action::created, std::move(before),
                        *std::move(changed)));
    const auto* declared = TRY(transaction.declared());
    const auto groups = TRY(load_dynamic_groups(transaction.rows(), tenant, *declared));
    for (const auto& [id, dynamic] : groups) {
        if (dynamic.moves_with_time) TRY(note_logged_until(transaction, id, transaction.now()));
    }
    return {};
}

Result<Tenant> judge(Transaction& transaction, const Tenant& before, Tenant tenant)
{
    TRY(check_slug(tenant.slug));
    if (tenant.name.empty()) tenant.name = tenant.slug;
    TRY(check_text("name", tenant.name));
    TRY(check_extras(tenant.extras));
    TRY(check_time_zone(tenant));
    TRY(check_unique(transaction.rows(), tenant_slug_key(tenant.slug), tenant.id.value, "slug"));
    TRY(check_vendor_numbers(transaction.rows(), system_tenant, before, tenant));
    return tenant;
}

} // namespace

Result<Account> create_account(Transaction& transaction, Account draft)
{
    draft.id = {};
    if (draft.name.empty()) return fail(Code::missing_field, "name", "is required");
    TRY(check_text("name", draft.name));
    TRY(check_extras(draft.extras));
    return transaction.create(std::move(draft));
}

Result<Tenant> create_tenant(Transaction& transaction, Tenant draft)
{
    draft.id = {};
    if (!transaction.get(draft.account)) {
        return fail(Code::not_found, "account",
                    "no account " + std::to_string(draft.account.value));
    }
    draft = TRY(judge(transaction, Tenant{}, std::move(draft)));
    auto tenant = TRY(transaction.create(std::move(draft)));
    if (!is_null(zone_setting(tenant))) transaction.apply_time_zone_later(tenant.id);
    return tenant;
}

Result<Tenant> update_tenant(Transaction& transaction, TenantId id, const Edit<Tenant>& edit,
                             std::optional<Revision> expected)
{
    const auto before = TRY(transaction.get(id));
    TRY(check_revision(before.revision, expected));
    Tenant after = before;
    TRY(edit(after));
    after.id = before.id;
    after.account = before.account;
    after.created_at = before.created_at;
    after = TRY(judge(transaction, before, std::move(after)));
    if (zone_setting(after) != zone_setting(before)) transaction.apply_time_zone_later(id);
    return transaction.update(before, std::move(after));
}

Result<void> apply_time_zone(Directory& directory, const Principal& principal, TenantId tenant)
{
    // Nearly always there is nothing to do, and then no write waits for others.
    const auto stored = TRY(if_found(get(directory.rows(), tenant, tenant)));
    if (!TRY(changed_settings(directory.rows(), tenant, stored))) return {};
    return directory.write(principal, tenant, store_time_zone);
}

Result<Tenant> find_tenant(const Rows& rows, std::string_view id_or_slug)
{
    const auto id = parse_integer(id_or_slug);
    auto tenant = id ? get(rows, system_tenant, TenantId{*id})
                     : find<Tenant>(rows, tenant_slug_key(id_or_slug));
    if (!tenant && tenant.error().code == Code::not_found) {
        return fail(Code::not_found, "tenant", "no tenant " + std::string(id_or_slug));
    }
    return tenant;
}

Result<std::vector<TenantId>> all_tenants(const Rows& rows)
{
    Query query;
    query.kind = Kind::tenant;
    query.tenant = system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<TenantId> tenants;
    do {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        for (const auto& tenant : rows_of<Tenant>(std::move(page))) tenants.push_back(tenant.id);
    } while (query.after);
    return tenants;
}

Result<void> for_each_tenant(const Rows& rows, const Warn& warn,
                             const std::function<Result<void>(TenantId)>& visit)
{
    for (const auto tenant : TRY(all_tenants(rows))) {
        run_item(warn, "tenant " + std::to_string(tenant.value), [&] { return visit(tenant); });
    }
    return {};
}

} // namespace muster::directory

// /v1/tenants: the units of isolation. They are stored in the system tenant.
#include <algorithm>

#include "base/similar.h"
#include "dialects/all.h"
#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "model/tenant_zone.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Tenant;

namespace {

// Names what was probably meant: another setting, or a vendor number.
muster::Failure unknown_setting(std::string_view name)
{
    std::vector<std::string> known;
    for (const auto& setting : dialects::tenant_settings()) known.emplace_back(setting.name);
    for (const auto* dialect : dialects::all()) {
        const auto number = dialects::tenant_number_name(*dialect);
        if (number == name) {
            return bad_member("/settings" + pointer_step(name),
                              "is a vendor number: a member of vendor_numbers",
                              Code::unknown_field);
        }
        if (!number.empty()) known.push_back(number);
    }
    return bad_member("/settings" + pointer_step(name),
                      "there is no such setting" + did_you_mean(name, known) +
                          "; `muster tenant settings` lists them all",
                      Code::unknown_field);
}

// What is stored already may be of an earlier version, and can be sent back or taken away.
Result<void> merge_setting(const Json::Member& member, model::FieldValues& values)
{
    auto value = TRY(read_member("settings", member));
    const auto* stored = values.find(member.name);
    const bool is_same = stored != nullptr && *stored == value;
    if (!is_same && !model::is_null(value)) {
        const auto known = dialects::tenant_settings();
        const auto row = std::ranges::find(known, member.name, &model::TenantSetting::name);
        if (row == known.end()) return unknown_setting(member.name);
        if (auto checked = model::check_setting(*row, value); !checked) {
            return bad_member("/settings" + pointer_step(member.name), checked.error().message);
        }
    }
    values.set(member.name, std::move(value));
    return {};
}

Result<void> merge_settings(const std::optional<Json>& patch, model::FieldValues& values)
{
    if (!patch) return {};
    if (patch->is_null()) values = {};
    const auto* members = patch->as_object();
    if (members == nullptr) return {};
    for (const auto& member : *members) TRY(merge_setting(member, values));
    return {};
}

Result<void> merge(const MergePatch& draft, Tenant& tenant, wire::Purpose purpose)
{
    TRY(merge_members(draft, tenant, purpose));
    return merge_settings(draft.values, tenant.fields);
}

// Without account_id, the tenant gets a new account of its own name: the first steps need one call
// less.
Result<void> give_account(Transaction& transaction, Tenant& tenant)
{
    if (!tenant.account) {
        model::Account account;
        account.name = tenant.name.empty() ? tenant.slug : tenant.name;
        tenant.account = TRY(directory::create_account(transaction, std::move(account))).id;
    } else if (!transaction.get(tenant.account)) {
        return bad_member("/account_id", "there is no account of this id");
    }
    return {};
}

// As located(), also for settings that the directory checks.
Result<Tenant> placed(Result<Tenant> tenant)
{
    if (!tenant && tenant.error().subject == model::time_zone_setting) {
        tenant.error().where = "/settings/" + tenant.error().subject;
    }
    return located(std::move(tenant), tenant_record());
}

} // namespace

HandlerResult list_tenants(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::tenant;
    return reply_listed<Tenant>(call, std::move(query), tenant_filters);
}

HandlerResult create_tenant(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), "settings"));
    return write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
        Tenant tenant;
        TRY(merge(draft, tenant, wire::Purpose::create));
        TRY(give_account(transaction, tenant));
        tenant = TRY(placed(directory::create_tenant(transaction, tenant)));
        return reply_created(tenant, "/v1/tenants/" + std::to_string(tenant.id.value));
    });
}

HandlerResult get_tenant(RequestContext& call)
{
    return reply_read(call, TRY(directory::find_tenant(call.rows(), call.parameter("tenant"))));
}

HandlerResult update_tenant(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), "settings"));
    const auto expected = TRY(expected_revision(call));
    return write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
        const auto known =
            TRY(directory::find_tenant(transaction.rows(), call.parameter("tenant")));
        const auto edit = [&](Tenant& tenant) {
            return merge(draft, tenant, wire::Purpose::update);
        };
        return reply(TRY(placed(directory::update_tenant(transaction, known.id, edit, expected))));
    });
}

} // namespace muster::dialects::native

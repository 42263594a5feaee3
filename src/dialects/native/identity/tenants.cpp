// /v1/tenants: the units of isolation. They are stored in the system tenant.
#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "model/tenant_zone.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Tenant;

namespace {

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

// /v1/accounts: the owners of tenants. They are stored in the system tenant.
#include "dialects/native/body.h"
#include "dialects/native/filters.h"
#include "dialects/native/handlers.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Account;

HandlerResult list_accounts(RequestContext& call)
{
    model::Query query;
    query.kind = model::Kind::account;
    return reply_listed<Account>(call, std::move(query), account_filters);
}

HandlerResult create_account(RequestContext& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    return write(call, model::system_tenant, [&](Transaction& transaction) -> Result<WriteAnswer> {
        Account account;
        TRY(merge_members(draft, account, wire::Purpose::create));
        account = TRY(located(directory::create_account(transaction, account), account_record()));
        return reply_created(account, "/v1/accounts/" + std::to_string(account.id.value));
    });
}

HandlerResult get_account(RequestContext& call)
{
    const model::AccountId id{TRY(path_id(call, "account"))};
    return reply_read(call, TRY(model::get(call.rows(), model::system_tenant, id)));
}

} // namespace muster::dialects::native

// Accounts: who owns tenants. Of the house.
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/listing.h"
#include "dialects/native/write.h"

namespace muster::dialects::native {

using core::Account;
using core::Transaction;

namespace {

constexpr std::array<FilterRow, 1> filters{{
    {"name", "name", core::Filter::Op::equal_folded, filter_text},
}};

} // namespace

Answered list_accounts(Call& call)
{
    core::Query query;
    query.kind = core::Kind::account;
    return reply_listed<Account>(call, std::move(query), filters);
}

Answered create_account(Call& call)
{
    const auto draft = TRY(read_draft(TRY(read_body(call)), {}));
    return write(call, core::house, [&](Transaction& transaction) -> Result<Answer> {
        Account account;
        TRY(merge_members(draft, account, wire::Purpose::create));
        account = TRY(located(core::create_account(transaction, account), account_table()));
        return reply_created(account, "/v1/accounts/" + std::to_string(account.id.value));
    });
}

Answered get_account(Call& call)
{
    const core::AccountId id{TRY(path_id(call, "account"))};
    return reply_read(call, TRY(core::get(call.rows(), core::house, id)));
}

} // namespace muster::dialects::native

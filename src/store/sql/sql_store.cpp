// Passes reads to the connection of the thread, and writes to the committer.
#include "store/sql/sql_store.h"

#include "store/sql/change_log.h"
#include "store/sql/counters.h"
#include "store/sql/rows.h"

namespace muster::store::sql {

using namespace model;

Result<void> load_revisions(SqlConnection& connection, NewestRevisions& revisions)
{
    auto statement =
        TRY(connection.composed("SELECT tenant, next FROM counters WHERE kind = 'revision'"));
    while (TRY(statement.step())) {
        revisions.advance({statement.integer_at(0)}, statement.integer_at(1) - 1);
    }
    return {};
}

// The database shows a commit before the commit listener knows it. A read that may show such a
// commit waits here until it is published. Reads before the end of the commit do not wait.
template <class Read>
auto SqlStore::reading(TenantId tenant, Read read) const
    -> std::invoke_result_t<Read, SqlConnection&>
{
    SqlConnection* mine = TRY(readers_->mine());
    auto result = read(*mine);
    if (revisions_->is_committing() && !mine->in_transaction()) {
        const auto revision = TRY(stored_revision(*mine, tenant));
        TRY(revisions_->wait_for(tenant, revision));
    }
    return result;
}

// Reads in a transaction show its state, which may be older than the cache.
Result<Entity> SqlStore::get(const Ref& ref) const
{
    if (cache_ && RowCache::has_kind(ref.kind)) {
        const SqlConnection* mine = TRY(readers_->mine());
        if (!mine->in_transaction()) return get_cached(ref);
    }
    return reading(ref.tenant, [&](auto& mine) { return read_row(mine, ref); });
}

Result<Entity> SqlStore::get_cached(const Ref& ref) const
{
    const CachedKey key(ref);
    if (auto row = cache_->find(key)) return *std::move(row);
    const auto state = cache_->state_of(key);
    auto row = TRY(reading(ref.tenant, [&](auto& mine) { return read_row(mine, ref); }));
    cache_->offer(key, row, state);
    return row;
}

Result<std::vector<Entity>> SqlStore::get_all(Kind kind, TenantId tenant,
                                              std::span<const std::int64_t> ids) const
{
    return reading(tenant, [&](auto& mine) { return read_rows(mine, kind, tenant, ids); });
}

Result<Entity> SqlStore::find(const Key& key) const
{
    return reading(key.tenant, [&](auto& mine) { return find_row(mine, key); });
}

Result<Page> SqlStore::page(const Query& query) const
{
    return reading(query.tenant, [&](auto& mine) { return read_page(mine, query); });
}

Result<std::int64_t> SqlStore::count(const Query& query) const
{
    return reading(query.tenant, [&](auto& mine) { return count_rows(mine, query); });
}

Result<std::vector<Change>> SqlStore::changes(const ChangeQuery& query) const
{
    return reading(query.tenant, [&](auto& mine) { return read_changes(mine, query); });
}

// The engine shows one state within a transaction, to all reads of the connection.
Result<void> SqlStore::read_at_once(TenantId tenant, const ReadFunction& read) const
{
    SqlConnection* mine = TRY(readers_->mine());
    const auto snapshot = TRY(ReadSnapshot::open(*mine));
    const auto revision = TRY(stored_revision(*mine, tenant));
    TRY(revisions_->wait_for(tenant, revision));
    return read(revision);
}

} // namespace muster::store::sql

// Connects readers, batch and committer. Knows no statements.
#include "store/sqlite/store.h"

#include <algorithm>

#include "base/limits.h"
#include "store/sql/change_log.h"
#include "store/sql/counters.h"
#include "store/sql/readers.h"
#include "store/sql/rows.h"
#include "store/sqlite/files/opening.h"
#include "store/sqlite/files/seen_writes.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_batch.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

class SqliteStore final : public Store {
public:
    // Members are destroyed in reverse order: the committer first, then the readers. So the writing
    // connection is closed last: only it may checkpoint.
    SqliteStore(FileLock lock, std::shared_ptr<StoreHealth> health, SeenWrites seen,
                std::unique_ptr<sql::NewestRevisions> revisions,
                std::unique_ptr<SqliteConnection> connection, const std::string& path)
        : lock_(std::move(lock)), health_(std::move(health)), seen_(std::move(seen)),
          revisions_(std::move(revisions)),
          batch_(std::move(connection), *revisions_, *health_, &seen_),
          readers_(std::make_shared<sql::Readers>([this, path] { return open_reader(path); })),
          committer_(batch_, *health_)
    {}

    Result<Entity> get(const Ref& ref) const override
    {
        return reading(ref.tenant, [&](auto& mine) { return sql::read_row(mine, ref); });
    }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                        std::span<const std::int64_t> ids) const override
    {
        return reading(tenant, [&](auto& mine) { return sql::read_rows(mine, kind, tenant, ids); });
    }
    Result<Entity> find(const Key& key) const override
    {
        return reading(key.tenant, [&](auto& mine) { return sql::find_row(mine, key); });
    }
    Result<Page> page(const Query& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return sql::read_page(mine, query); });
    }
    Result<std::int64_t> count(const Query& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return sql::count_rows(mine, query); });
    }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return sql::read_changes(mine, query); });
    }
    // SQLite shows one state within a transaction, to all reads of the connection.
    Result<void> read_at_once(TenantId tenant, const ReadFunction& read) const override
    {
        sql::SqlConnection* mine = TRY(readers_->mine());
        const auto snapshot = TRY(sql::ReadSnapshot::open(*mine));
        const auto revision = TRY(sql::stored_revision(*mine, tenant));
        TRY(revisions_->wait_for(tenant, revision));
        return read(revision);
    }
    Result<Revision> revision(TenantId tenant) const override { return revisions_->of(tenant); }

    Result<Revision> write(TenantId tenant, const Origin& origin,
                           const WriteFunction& decide) override
    {
        return committer_.write({tenant, origin, decide});
    }
    void set_commit_listener(CommitListener* listener) override
    {
        batch_.set_commit_listener(listener);
    }

private:
    Result<std::unique_ptr<sql::SqlConnection>> open_reader(const std::string& path) const
    {
        auto opened = TRY(SqliteConnection::open(path, ConnectionAccess::read));
        opened->report_damage_to(*health_);
        opened->limit_statements(limits::statement_time);
        return opened;
    }

    // A commit appears in the file before the commit listener knows it. A read that may show such a
    // commit waits here until it is published. Reads before the end of the fsync do not wait.
    template <class Read>
    auto reading(TenantId tenant, Read read) const
        -> std::invoke_result_t<Read, sql::SqlConnection&>
    {
        sql::SqlConnection* mine = TRY(readers_->mine());
        auto result = read(*mine);
        if (revisions_->is_committing() && !mine->in_transaction()) {
            const auto revision = TRY(sql::stored_revision(*mine, tenant));
            TRY(revisions_->wait_for(tenant, revision));
        }
        return result;
    }

    FileLock lock_;
    std::shared_ptr<StoreHealth> health_;
    SeenWrites seen_;
    std::unique_ptr<sql::NewestRevisions> revisions_;
    SqliteBatch batch_;
    std::shared_ptr<sql::Readers> readers_;
    Committer committer_;
};

Result<void> load_revisions(SqliteConnection& connection, sql::NewestRevisions& revisions)
{
    auto statement =
        TRY(connection.composed("SELECT tenant, next FROM counters WHERE kind = 'revision'"));
    while (TRY(statement.step())) {
        revisions.advance({statement.integer_at(0)}, statement.integer_at(1) - 1);
    }
    return {};
}

// What an earlier run has acknowledged and this file does not have.
void compare(SeenWrites& seen, std::int64_t writes, const LogContent& log, StoreHealth& health,
             const std::string& path)
{
    SeenWrites::Note note = seen.note();
    const auto missing = std::max(note.writes - writes, std::int64_t{0});
    // Of two commits behind a damaged frame the first had been acknowledged, whatever was seen.
    const bool is_damaged = log.commits_behind_damage > 1;
    note.lost += std::max<std::int64_t>(missing, is_damaged ? 1 : 0);
    note.writes = writes;
    seen.write(note);
    if (note.lost == 0) return;
    health.begin(StoreTrouble::lost_writes,
                 "the store has lost acknowledged writes, at least " + std::to_string(note.lost) +
                     ": restore a backup with `muster restore`, or stop the server and remove " +
                     seen_of(path) + " to accept the loss");
}

} // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& link,
                                           const std::shared_ptr<StoreHealth>& health)
{
    const std::string path = real_path(link);
    auto lock = TRY(lock_database(path));
    const auto log = TRY(own_log(lock, path));
    auto connection = TRY(SqliteConnection::open(path, ConnectionAccess::write));
    connection->report_damage_to(*health);
    TRY(migrate(*connection));
    connection->limit_statements(limits::statement_time);
    auto revisions = std::make_unique<sql::NewestRevisions>();
    TRY(load_revisions(*connection, *revisions));
    auto seen = TRY(SeenWrites::open(seen_of(path)));
    compare(seen, revisions->total(), log, *health, path);
    return std::make_unique<SqliteStore>(std::move(lock), health, std::move(seen),
                                         std::move(revisions), std::move(connection), path);
}

} // namespace muster::store::sqlite

// Connects readers, batch and committer. Knows no statements.
#include "store/sqlite/store.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "store/sqlite/change_log.h"
#include "store/sqlite/counters.h"
#include "store/sqlite/file_lock.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/sqlite_batch.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

class SqliteStore final : public Store {
public:
    // Members are destroyed in reverse order: the committer first, then the readers. So the writing
    // connection is closed last: only it may checkpoint.
    SqliteStore(FileLock lock, std::unique_ptr<SqliteConnection> connection,
                std::unique_ptr<NewestRevisions> revisions, const std::string& path)
        : lock_(std::move(lock)), revisions_(std::move(revisions)),
          batch_(std::move(connection), *revisions_), readers_(std::make_shared<Readers>(path)),
          committer_(batch_)
    {}

    Result<Entity> get(const Ref& ref) const override
    {
        return reading(ref.tenant, [&](auto& mine) { return read_row(mine, ref); });
    }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                        std::span<const std::int64_t> ids) const override
    {
        return reading(tenant, [&](auto& mine) { return read_rows(mine, kind, tenant, ids); });
    }
    Result<Entity> find(const Key& key) const override
    {
        return reading(key.tenant, [&](auto& mine) { return find_row(mine, key); });
    }
    Result<Page> page(const Query& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return read_page(mine, query); });
    }
    Result<std::int64_t> count(const Query& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return count_rows(mine, query); });
    }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        return reading(query.tenant, [&](auto& mine) { return read_changes(mine, query); });
    }
    // SQLite shows one state within a transaction, to all reads of the connection.
    Result<void> read_at_once(TenantId tenant, const ReadFunction& read) const override
    {
        SqliteConnection* mine = TRY(readers_->mine());
        const auto snapshot = TRY(ReadSnapshot::open(*mine));
        const auto revision = TRY(stored_revision(*mine, tenant));
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
    // A commit appears in the file before the commit listener knows it. A read that may show such a
    // commit waits here until it is published. Reads before the end of the fsync do not wait.
    template <class Read>
    auto reading(TenantId tenant, Read read) const -> std::invoke_result_t<Read, SqliteConnection&>
    {
        SqliteConnection* mine = TRY(readers_->mine());
        auto result = read(*mine);
        if (revisions_->is_committing() && !mine->in_transaction()) {
            const auto revision = TRY(stored_revision(*mine, tenant));
            TRY(revisions_->wait_for(tenant, revision));
        }
        return result;
    }

    FileLock lock_;
    std::unique_ptr<NewestRevisions> revisions_;
    SqliteBatch batch_;
    std::shared_ptr<Readers> readers_;
    Committer committer_;
};

// Makes the file with mode 0600. SQLite gives the files that it adds the same mode.
Result<void> make_file(const std::string& path)
{
    const auto folder = std::filesystem::absolute(path).parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    }
    if (error) {
        return fail(Code::unavailable, "store", "cannot make the folder " + folder.string(),
                    error.message());
    }
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(Code::unavailable, "store", "cannot open " + path,
                    std::generic_category().message(errno));
    }
    ::close(descriptor);
    return {};
}

Result<void> load_revisions(SqliteConnection& connection, NewestRevisions& revisions)
{
    auto statement =
        TRY(connection.composed("SELECT tenant, next FROM counters WHERE kind = 'revision'"));
    while (TRY(statement.step())) {
        revisions.advance({statement.integer_at(0)}, statement.integer_at(1) - 1);
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path)
{
    TRY(make_file(path));
    auto lock = TRY(FileLock::take(path + ".lock"));
    auto connection = TRY(SqliteConnection::open(path, ConnectionAccess::write));
    TRY(migrate(*connection));
    connection->limit_statements(limits::statement_time);
    auto revisions = std::make_unique<NewestRevisions>();
    TRY(load_revisions(*connection, *revisions));
    return std::make_unique<SqliteStore>(std::move(lock), std::move(connection),
                                         std::move(revisions), path);
}

} // namespace muster::store::sqlite

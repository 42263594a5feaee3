// Opens the files and the writing connection. Knows no statements.
#include "store/sqlite/store.h"

#include <algorithm>

#include "base/limits.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/files/opening.h"
#include "store/sqlite/files/seen_writes.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_batch.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

// What the connections need: destroyed after them.
struct StoreFiles {
    FileLock lock;
    SeenWrites seen;
};

class SqliteStore final : StoreFiles, public sql::SqlStore {
public:
    SqliteStore(StoreFiles files, const std::shared_ptr<StoreHealth>& health,
                std::unique_ptr<sql::NewestRevisions> revisions,
                std::unique_ptr<SqliteConnection> connection, const std::string& path)
        : StoreFiles(std::move(files)),
          SqlStore(std::move(revisions), health,
                   std::make_unique<SqliteBatch>(std::move(connection), *revisions, *health, &seen),
                   [path, health] { return open_reader(path, *health); })
    {}

private:
    static Result<std::unique_ptr<sql::SqlConnection>> open_reader(const std::string& path,
                                                                   StoreHealth& health)
    {
        auto opened = TRY(SqliteConnection::open(path, ConnectionAccess::read));
        opened->report_damage_to(health);
        opened->limit_statements(limits::statement_time);
        return opened;
    }
};

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
    TRY(sql::require_no_copy(*connection));
    connection->limit_statements(limits::statement_time);
    auto revisions = std::make_unique<sql::NewestRevisions>();
    TRY(sql::load_revisions(*connection, *revisions));
    auto seen = TRY(SeenWrites::open(seen_of(path)));
    compare(seen, revisions->total(), log, *health, path);
    return std::make_unique<SqliteStore>(StoreFiles{std::move(lock), std::move(seen)}, health,
                                         std::move(revisions), std::move(connection), path);
}

Result<sql::CopyEnd> open_source(const std::string& path)
{
    auto connection = TRY(SqliteConnection::open(path, ConnectionAccess::check));
    if (TRY(schema_version(*connection)) != newest_schema_version()) {
        return fail(Code::unsupported, "store",
                    path + " is of another version: start this Muster with it once");
    }
    return sql::CopyEnd{nullptr, std::move(connection)};
}

Result<sql::CopyEnd> open_target(const std::string& link)
{
    // The write-ahead log is copied to the file after so many pages (40 MB).
    constexpr const char* checkpoints = "PRAGMA wal_autocheckpoint=10000";
    const std::string path = real_path(link);
    auto lock = TRY(lock_database(path));
    TRY(own_log(lock, path));
    auto connection = TRY(SqliteConnection::open(path, ConnectionAccess::write));
    TRY(migrate(*connection));
    TRY(connection->run(checkpoints));
    return sql::CopyEnd{std::make_shared<FileLock>(std::move(lock)), std::move(connection)};
}

} // namespace muster::store::sqlite

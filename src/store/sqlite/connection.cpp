// Wraps the C interface of SQLite. Knows no entities.
#include "store/sqlite/connection.h"

#include <cassert>
#include <cstring>
#include <mutex>

#include "base/files.h"
#include "store/sqlite/files/page_checksums.h"
#include "store/sqlite/functions.h"

namespace muster::store::sqlite {

namespace {

constexpr std::size_t composed_statements = 128; // cached per connection, a few kilobytes each

// Memory statistics are switched off: they take a lock that all threads share.
void prepare_library()
{
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

Code code_of(int result)
{
    if (result == SQLITE_IOERR_DATA) return Code::internal; // a wrong checksum: waiting cannot help
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM: return Code::unavailable;
    case SQLITE_INTERRUPT: return Code::timed_out;
    default: return Code::internal;
    }
}

std::string message_of(int result)
{
    if (result == SQLITE_IOERR_DATA) return "the database is damaged";
    switch (result & 0xff) {
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "the database is busy: try again";
    case SQLITE_CORRUPT: return "the database is damaged";
    case SQLITE_NOTADB: return "the file is not a database";
    case SQLITE_INTERRUPT: return "took too long";
    default: return "the database cannot do this now";
    }
}

} // namespace

Error error_of(sqlite3* handle, int result, std::string_view act)
{
    std::string detail(act);
    detail += ": ";
    detail += sqlite3_errstr(result);
    detail += " (" + std::to_string(result) + ')';
    if (handle != nullptr) detail += std::string(": ") + sqlite3_errmsg(handle);
    return {code_of(result), "store", message_of(result), std::move(detail), {}, {}};
}

void SqliteStatement::bind_null(int place) { sqlite3_bind_null(statement_.get(), place + 1); }

void SqliteStatement::bind_integer(int place, std::int64_t value)
{
    sqlite3_bind_int64(statement_.get(), place + 1, value);
}

void SqliteStatement::bind_real(int place, double value)
{
    sqlite3_bind_double(statement_.get(), place + 1, value);
}

void SqliteStatement::bind_text(int place, std::string_view text)
{
    const char* bytes = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text64(statement_.get(), place + 1, bytes, text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void SqliteStatement::bind_copied_text(int place, const std::string& text)
{
    sqlite3_bind_text64(statement_.get(), place + 1, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

Result<bool> SqliteStatement::step()
{
    if (!is_in_use()) limit_.deadline.reset();
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    sqlite3* handle = sqlite3_db_handle(statement_.get());
    return fail(error_of(handle, sqlite3_extended_errcode(handle), sqlite3_sql(statement_.get())));
}

Result<void> SqliteStatement::run()
{
    while (TRY(step())) {
    }
    return {};
}

std::int64_t SqliteStatement::integer_at(int column) const
{
    return sqlite3_column_int64(statement_.get(), column);
}

bool SqliteStatement::is_null_at(int column) const
{
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::string_view SqliteStatement::text_at(int column) const
{
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 ConnectionAccess access)
{
    prepare_library();
    sqlite3* handle = nullptr;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= access == ConnectionAccess::check ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int result = sqlite3_open_v2(path.c_str(), &handle, flags, checked_vfs());
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (result != SQLITE_OK) {
        auto error = error_of(handle, result, "open " + path);
        error.message = file_problem("open", path, sqlite3_system_errno(handle));
        return fail(std::move(error));
    }
    TRY(connection->configure(access));
    const int added = add_functions(handle);
    if (added != SQLITE_OK) return fail(error_of(handle, added, "add functions"));
    return connection;
}

SqliteConnection::~SqliteConnection()
{
    composed_.clear();
    newest_first_.clear();
    constants_.clear();
    const int result = sqlite3_close(handle_);
    assert(result == SQLITE_OK); // fails when a statement outlives its connection
    static_cast<void>(result);
}

Result<void> SqliteConnection::configure(ConnectionAccess access)
{
    wait_at_most(busy_wait);
    TRY(run("PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF"));
    if (access == ConnectionAccess::check)
        return {}; // keeps temporary tables on disk: check_keys makes large ones
    TRY(run("PRAGMA temp_store=MEMORY"));
    if (access == ConnectionAccess::write) {
        reserve_checksums(handle_);
        // SqliteBatch makes the checkpoints between batches. The page cache has 64 MB.
        return run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF;"
                   "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0;"
                   "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536");
    }
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return run("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0");
}

Result<void> SqliteConnection::run(const std::string& text)
{
    const int result = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return fail(error_of(handle_, result, text));
    return {};
}

Result<SqliteConnection::Prepared> SqliteConnection::prepare(const std::string& text)
{
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) return fail(error_of(handle_, result, text));
    return std::make_unique<SqliteStatement>(statement, limit_);
}

void SqliteConnection::wait_at_most(std::chrono::milliseconds time)
{
    sqlite3_busy_timeout(handle_, static_cast<int>(time.count()));
}

void SqliteConnection::report_damage_to(StoreHealth& health)
{
    sqlite::report_damage_to(handle_, health);
}

void SqliteConnection::limit_statements(std::chrono::milliseconds time)
{
    constexpr int steps_between_looks = 10'000; // about a tenth of a millisecond
    limit_.time = time;
    const auto is_late = [](void* of_connection) {
        auto& limit = *static_cast<StatementLimit*>(of_connection);
        const auto now = StatementLimit::Clock::now();
        if (!limit.deadline) limit.deadline = now + limit.time;
        return now > *limit.deadline ? 1 : 0;
    };
    sqlite3_progress_handler(handle_, steps_between_looks, is_late, &limit_);
}

Result<sql::Statement> SqliteConnection::constant(const std::string& text)
{
    auto& prepared = constants_[&text];
    if (!prepared) prepared = TRY(prepare(text));
    assert(!prepared->is_in_use()); // the statement is not in use
    return sql::Statement(*prepared);
}

Result<sql::Statement> SqliteConnection::composed(const std::string& text)
{
    const auto found = composed_.find(text);
    if (found != composed_.end()) {
        newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
        return sql::Statement(*found->second->statement);
    }
    auto prepared = TRY(prepare(text));
    if (newest_first_.size() >= composed_statements) {
        composed_.erase(newest_first_.back().text);
        newest_first_.pop_back();
    }
    newest_first_.push_front({text, std::move(prepared)});
    composed_.emplace(newest_first_.front().text, newest_first_.begin());
    return sql::Statement(*newest_first_.front().statement);
}

Result<void> SqliteConnection::begin_read()
{
    static const std::string begin = "BEGIN";
    return run_constant(begin);
}

void SqliteConnection::end_read()
{
    static const std::string commit = "COMMIT";
    const auto ended = run_constant(commit);
    static_cast<void>(ended); // ending a read transaction can lose nothing
}

Result<void> SqliteConnection::begin_write()
{
    static const std::string begin = "BEGIN IMMEDIATE";
    TRY(run_constant(begin));
    return raise_generation();
}

Result<void> SqliteConnection::raise_generation()
{
    std::int64_t generation = 0;
    {
        auto statement = TRY(composed("PRAGMA user_version"));
        TRY(statement.step());
        generation = static_cast<std::uint32_t>(statement.integer_at(0)) + 1;
    }
    return run("PRAGMA user_version = " + std::to_string(static_cast<std::uint32_t>(generation)));
}

Result<void> SqliteConnection::commit_write()
{
    static const std::string commit = "COMMIT";
    return run_constant(commit);
}

void SqliteConnection::roll_back() { static_cast<void>(run("ROLLBACK")); }

} // namespace muster::store::sqlite

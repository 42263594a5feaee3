// Wraps the C interface of SQLite. Knows no entities.
#include "store/sqlite/connection.h"

#include <cassert>
#include <cstring>
#include <mutex>

#include "store/sql/encoding.h"
#include "store/sqlite/files/page_checksums.h"
#include "store/sqlite/functions.h"

namespace muster::store::sqlite {

using namespace model;

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

Statement::~Statement()
{
    if (statement_ != nullptr) sqlite3_reset(statement_);
}

Statement& Statement::null()
{
    sqlite3_bind_null(statement_, ++bound_);
    return *this;
}

Statement& Statement::integer(std::int64_t value)
{
    sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
}

Statement& Statement::text(std::string_view value)
{
    const char* bytes = value.data() == nullptr ? "" : value.data();
    sqlite3_bind_text64(statement_, ++bound_, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::text_or_null(std::string_view value)
{
    return value.empty() ? null() : text(value);
}

Statement& Statement::copied_text(const std::string& value)
{
    sqlite3_bind_text64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::value(const Value& value)
{
    if (is_null(value)) return null(); // first, because most columns of most rows are null
    if (const auto* content = std::get_if<std::string>(&value)) return text(*content);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return integer(*whole);
    if (const auto* time = std::get_if<Time>(&value)) {
        return integer(time->time_since_epoch().count());
    }
    if (const auto* date = std::get_if<Date>(&value)) {
        return integer(date->time_since_epoch().count());
    }
    if (const auto* flag = std::get_if<bool>(&value)) return integer(*flag ? 1 : 0);
    if (const auto* list = std::get_if<TextList>(&value)) {
        return copied_text(sql::encode_list(*list));
    }
    if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_bind_double(statement_, ++bound_, *real);
        return *this;
    }
    sqlite3_bind_double(statement_, ++bound_, number_of(std::get<Decimal>(value)));
    return *this;
}

Result<bool> Statement::step()
{
    if (sqlite3_stmt_busy(statement_) == 0) limit_->deadline.reset();
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    sqlite3* handle = sqlite3_db_handle(statement_);
    return fail(error_of(handle, sqlite3_extended_errcode(handle), sqlite3_sql(statement_)));
}

Result<void> Statement::run()
{
    while (TRY(step())) {
    }
    return {};
}

std::string_view Statement::text_at(int column) const
{
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
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
        error.message = "cannot open " + path + ": " + std::strerror(sqlite3_system_errno(handle));
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
    return Prepared(statement);
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

Result<Statement> SqliteConnection::constant(const std::string& text)
{
    auto& prepared = constants_[&text];
    if (!prepared) prepared = TRY(prepare(text));
    assert(sqlite3_stmt_busy(prepared.get()) == 0); // the statement is not in use
    return lend(prepared.get());
}

Result<void> SqliteConnection::run_constant(const std::string& text)
{
    auto statement = TRY(constant(text));
    return statement.run();
}

Result<Statement> SqliteConnection::composed(const std::string& text)
{
    const auto found = composed_.find(text);
    if (found != composed_.end()) {
        newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
        return lend(found->second->statement.get());
    }
    auto prepared = TRY(prepare(text));
    if (newest_first_.size() >= composed_statements) {
        composed_.erase(newest_first_.back().text);
        newest_first_.pop_back();
    }
    newest_first_.push_front({text, std::move(prepared)});
    composed_.emplace(newest_first_.front().text, newest_first_.begin());
    return lend(newest_first_.front().statement.get());
}

Result<ReadSnapshot> ReadSnapshot::open(SqliteConnection& connection)
{
    static const std::string begin = "BEGIN";
    if (connection.in_transaction()) return ReadSnapshot(nullptr);
    auto statement = TRY(connection.constant(begin));
    TRY(statement.run());
    return ReadSnapshot(&connection);
}

ReadSnapshot::~ReadSnapshot()
{
    static const std::string commit = "COMMIT";
    if (connection_ == nullptr) return;
    if (auto statement = connection_->constant(commit)) {
        const auto ended = statement->run();
        static_cast<void>(ended); // ending a read transaction can lose nothing
    }
}

} // namespace muster::store::sqlite

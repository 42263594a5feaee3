// One connection to a SQLite file and its prepared statements. The settings are explained in
// docs/decisions/0003. Knows no entities. A connection is used by one thread at a time.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <sqlite3.h>

#include "base/result.h"
#include "model/value.h"
#include "store/health.h"

namespace muster::store::sqlite {

// How long a statement may run, and when the current one must end. The deadline is only set once a
// statement has run for 10,000 steps: most never do, and need not read the clock.
struct StatementLimit {
    using Clock = std::chrono::steady_clock;
    Clock::duration time{}; // 0: no limit
    std::optional<Clock::time_point> deadline{};
};

// A prepared statement, borrowed from its connection until it is destroyed. The connection must
// outlive it. Bound texts are not copied: they must live until the statement has run.
class Statement {
public:
    Statement(sqlite3_stmt* statement, StatementLimit& limit)
        : statement_(statement), limit_(&limit)
    {}
    Statement(Statement&& other) noexcept
        : statement_(std::exchange(other.statement_, nullptr)), bound_(other.bound_),
          limit_(other.limit_)
    {}
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // Each call binds the next parameter, beginning with the first.
    Statement& null();
    Statement& integer(std::int64_t value);
    Statement& text(std::string_view value);         // an empty text stays empty
    Statement& text_or_null(std::string_view value); // an empty text becomes NULL
    Statement& copied_text(const std::string& value);
    Statement& value(const model::Value& value); // a list becomes JSON

    Result<bool> step(); // true: there is a row
    Result<void> run();  // steps to the end

    std::int64_t integer_at(int column) const { return sqlite3_column_int64(statement_, column); }
    bool is_null_at(int column) const
    {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    std::string_view text_at(int column) const; // valid until the next step

private:
    sqlite3_stmt* statement_;
    int bound_ = 0;
    StatementLimit* limit_;
};

enum class ConnectionAccess {
    write, // the one connection that writes and checkpoints
    read,  // query_only, beside the writer in the same process
    check, // read-only, from another process; makes no file
};

class SqliteConnection {
public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path,
                                                          ConnectionAccess access);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;

    // A statement for a constant text that outlives the connection. Cached by the address of the
    // text.
    Result<Statement> constant(const std::string& text);
    // Runs the statement of such a constant to its end.
    Result<void> run_constant(const std::string& text);
    // A statement for any text. Cached by its text while it is among the most recently used ones.
    Result<Statement> composed(const std::string& text);
    // Runs one or more statements once, without a cache.
    Result<void> run(const std::string& text);

    std::int64_t changed_rows() const { return sqlite3_changes64(handle_); }
    // How long to wait for a lock of another connection. Readers wait only while the log starts
    // over.
    static constexpr std::chrono::milliseconds busy_wait{5000};
    void wait_at_most(std::chrono::milliseconds time);
    // Pages with a wrong checksum are reported there. `health` must outlive the connection.
    void report_damage_to(StoreHealth& health);
    // Statements that run longer than this end as timed_out.
    void limit_statements(std::chrono::milliseconds time);
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    sqlite3* handle() const { return handle_; }

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    using Prepared = std::unique_ptr<sqlite3_stmt, Finalizer>;
    struct Composed {
        std::string text;
        Prepared statement;
    };

    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<Prepared> prepare(const std::string& text);
    Result<void> configure(ConnectionAccess access);
    Statement lend(sqlite3_stmt* statement) { return Statement(statement, limit_); }

    sqlite3* handle_;
    StatementLimit limit_;
    std::unordered_map<const std::string*, Prepared> constants_;
    std::list<Composed> newest_first_;
    std::unordered_map<std::string_view, std::list<Composed>::iterator> composed_;
};

// Turns a result code of SQLite into an Error: unavailable when waiting or disk space may help,
// else internal.
Error error_of(sqlite3* handle, int result, std::string_view act);

// A read transaction around several reads of one connection, so that they see one state.
class ReadSnapshot {
public:
    static Result<ReadSnapshot> open(SqliteConnection& connection);
    ReadSnapshot(ReadSnapshot&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr))
    {}
    ReadSnapshot& operator=(ReadSnapshot&&) = delete;
    ~ReadSnapshot();

private:
    explicit ReadSnapshot(SqliteConnection* connection) : connection_(connection) {}
    SqliteConnection* connection_; // nullptr inside an outer transaction
};

} // namespace muster::store::sqlite

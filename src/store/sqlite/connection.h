// One connection to a SQLite file and its prepared statements, with the settings of decision 3.
// Knows no entities. A connection is used by one thread at a time.
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

namespace muster::store::sqlite {

// How long a statement may run, and when the one that runs now must end; nothing until it has run
// for long enough to ask (most never do).
struct StatementLimit {
    using Clock = std::chrono::steady_clock;
    Clock::duration time{}; // none: as long as it takes
    std::optional<Clock::time_point> deadline{};
};

// Borrowed from its connection, which must outlive it; free to be used again when it goes.
// Texts that are bound must live until the statement does not run any more.
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

    // Binds to the next parameter, from the first on.
    Statement& null();
    Statement& integer(std::int64_t value);
    Statement& text(std::string_view value);         // as it is, empty too
    Statement& text_or_null(std::string_view value); // empty is null
    Statement& copied_text(const std::string& value);
    Statement& value(const model::Value& value); // a list as its JSON text

    Result<bool> step(); // true: there is a row
    Result<void> run();  // to its end

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

enum class Access {
    write, // the one connection that writes and checkpoints
    read,  // query_only, beside the writer in the same process
    check, // read-only, from another process; makes no file
};

class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access);
    ~Connection();
    Connection(const Connection&) = delete;

    // `text` is a constant that outlives the connection: found again by its address.
    Result<Statement> constant(const std::string& text);
    // Found again by its text, while it is among the newest.
    Result<Statement> composed(const std::string& text);
    // Once; may hold several statements.
    Result<void> run(const std::string& text);

    std::int64_t changed_rows() const { return sqlite3_changes64(handle_); }
    // For a lock that another connection holds; readers wait at most for the log to start over.
    static constexpr std::chrono::milliseconds busy_wait{5000};
    void wait_at_most(std::chrono::milliseconds time);
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

    explicit Connection(sqlite3* handle) : handle_(handle) {}
    Result<Prepared> prepare(const std::string& text);
    Result<void> configure(Access access);
    Statement lend(sqlite3_stmt* statement) { return Statement(statement, limit_); }

    sqlite3* handle_;
    StatementLimit limit_;
    std::unordered_map<const std::string*, Prepared> constants_;
    std::list<Composed> newest_first_;
    std::unordered_map<std::string_view, std::list<Composed>::iterator> composed_;
};

// What SQLite said, in our words: unavailable when waiting or room may help, else internal.
Error error_of(sqlite3* handle, int result, std::string_view act);

// BEGIN … COMMIT around several reads of one connection, so that they see one state.
class Snapshot {
public:
    static Result<Snapshot> open(Connection& connection);
    Snapshot(Snapshot&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Snapshot& operator=(Snapshot&&) = delete;
    ~Snapshot();

private:
    explicit Snapshot(Connection* connection) : connection_(connection) {}
    Connection* connection_; // none when the connection was in a transaction already
};

} // namespace muster::store::sqlite

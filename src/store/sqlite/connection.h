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

#include <sqlite3.h>

#include "base/result.h"
#include "store/health.h"
#include "store/sql/connection.h"

namespace muster::store::sqlite {

// How long a statement may run, and when the current one must end. The deadline is only set once a
// statement has run for 10,000 steps: most never do, and need not read the clock.
struct StatementLimit {
    using Clock = std::chrono::steady_clock;
    Clock::duration time{}; // 0: no limit
    std::optional<Clock::time_point> deadline{};
};

class SqliteStatement final : public sql::PreparedStatement {
public:
    SqliteStatement(sqlite3_stmt* statement, StatementLimit& limit)
        : statement_(statement), limit_(limit)
    {}

    void bind_null(int place) override;
    void bind_integer(int place, std::int64_t value) override;
    void bind_real(int place, double value) override;
    void bind_text(int place, std::string_view text) override;
    void bind_copied_text(int place, const std::string& text) override;
    Result<bool> step() override;
    Result<void> run() override;
    std::int64_t integer_at(int column) const override;
    bool is_null_at(int column) const override;
    std::string_view text_at(int column) const override;
    void release() override { sqlite3_reset(statement_.get()); }

    bool is_in_use() const { return sqlite3_stmt_busy(statement_.get()) != 0; }

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
    StatementLimit& limit_;
};

enum class ConnectionAccess {
    write, // the one connection that writes and checkpoints
    read,  // query_only, beside the writer in the same process
    check, // read-only, from another process; makes no file
};

class SqliteConnection final : public sql::SqlConnection {
public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path,
                                                          ConnectionAccess access);
    ~SqliteConnection() override;

    Result<sql::Statement> constant(const std::string& text) override;
    // Cached by its text while it is among the most recently used ones.
    Result<sql::Statement> composed(const std::string& text) override;
    Result<void> run(const std::string& text) override;
    bool has_changed_rows() override { return sqlite3_changes64(handle_) != 0; }
    bool in_transaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
    Result<void> begin_read() override;
    void end_read() override;
    // The transaction also raises the generation of the file, see sqlite_batch.h.
    Result<void> begin_write() override;
    Result<void> commit_write() override;
    void roll_back() override;

    // How long to wait for a lock of another connection. Readers wait only while the log starts
    // over.
    static constexpr std::chrono::milliseconds busy_wait{5000};
    void wait_at_most(std::chrono::milliseconds time);
    // Pages with a wrong checksum are reported there. `health` must outlive the connection.
    void report_damage_to(StoreHealth& health);
    // Statements that run longer than this end as timed_out.
    void limit_statements(std::chrono::milliseconds time);
    sqlite3* handle() const { return handle_; }

private:
    using Prepared = std::unique_ptr<SqliteStatement>;
    struct Composed {
        std::string text;
        Prepared statement;
    };

    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<void> raise_generation();
    Result<Prepared> prepare(const std::string& text);
    Result<void> configure(ConnectionAccess access);

    sqlite3* handle_;
    StatementLimit limit_;
    std::unordered_map<const std::string*, Prepared> constants_;
    std::list<Composed> newest_first_;
    std::unordered_map<std::string_view, std::list<Composed>::iterator> composed_;
};

// Turns a result code of SQLite into an Error: unavailable when waiting or disk space may help,
// else internal.
Error error_of(sqlite3* handle, int result, std::string_view act);

} // namespace muster::store::sqlite

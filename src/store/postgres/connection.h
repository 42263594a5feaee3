// One connection to a PostgreSQL server and its prepared statements. Knows no entities. A
// connection is used by one thread at a time.
//
// The writing connection is in pipeline mode: statements that return no rows are sent without
// waiting for their results. The results are read with those of the next statement that returns
// rows, or at the commit. So a write needs a round trip for each read, and none for its changes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "store/sql/connection.h"

namespace muster::store::postgres {

class PostgresConnection;

class PostgresStatement final : public sql::PreparedStatement {
public:
    // Prepared once and run often, or prepared for each execution.
    enum class Preparation { once, each_time };
    PostgresStatement(PostgresConnection& connection, std::string text, Preparation preparation)
        : connection_(connection), text_(std::move(text)), preparation_(preparation)
    {}

    void bind_null(int place) override;
    void bind_integer(int place, std::int64_t value) override;
    void bind_real(int place, double value) override;
    void bind_text(int place, std::string_view text) override;
    void bind_copied_text(int place, const std::string& text) override;
    void bind_array(int place, const sql::ColumnValues& values) override;
    Result<bool> step() override;
    Result<void> run() override;
    std::int64_t integer_at(int column) const override;
    bool is_null_at(int column) const override;
    std::string_view text_at(int column) const override;
    void release() override;

private:
    friend class PostgresConnection;

    struct ResultCleaner {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    struct Parameter {
        Oid type = 0;        // 0: the server chooses it, for nulls
        bool is_null = true; // then `bytes` is empty
        std::string bytes;   // in the binary form of the type
    };

    Parameter& parameter(int place);
    void set(int place, Oid type, std::string_view bytes);

    PostgresConnection& connection_;
    std::string text_;
    const Preparation preparation_;
    std::string name_; // on the server; empty: not prepared yet
    bool is_lent_ = false;
    bool has_nul_ = false; // a bound text contains NUL, which PostgreSQL cannot store
    std::vector<Parameter> parameters_;
    std::unique_ptr<PGresult, ResultCleaner> result_; // of the running execution
    int row_ = -1;
};

enum class ConnectionAccess { write, read };

class PostgresConnection final : public sql::SqlConnection {
public:
    // `url`: postgres://…; what it does not say is taken from the environment as
    // libpq does (PGPASSWORD, PGPASSFILE, PGSSLMODE …). unavailable when the server does not
    // answer.
    static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url,
                                                            ConnectionAccess access);
    ~PostgresConnection() override;

    Result<sql::Statement> constant(const std::string& text) override;
    Result<sql::Statement> composed(const std::string& text) override;
    Result<void> run(const std::string& text) override;
    // The results of changes are read later: true. An UPDATE names a row that was read before.
    bool has_changed_rows() override { return true; }
    bool in_transaction() const override { return in_transaction_ && !has_failed_; }
    Result<void> begin_read() override;
    void end_read() override;
    Result<void> begin_write() override;
    Result<void> commit_write() override;
    void roll_back() override;
    bool is_usable() const override;
    bool has_functions() const override { return false; }
    bool has_arrays() const override { return true; }

    // Connects again after the connection was lost.
    Result<void> reconnect();

private:
    friend class PostgresStatement;

    PostgresConnection(PGconn* handle, ConnectionAccess access);
    Result<void> configure();
    Result<void> begin(const std::string& statement);
    // Sends an execution. Waits for the result of one that returns rows.
    Result<void> execute(PostgresStatement& statement, bool returns_rows);
    Result<void> send(PostgresStatement& statement);
    Result<void> prepare(PostgresStatement& statement);
    // Reads the results of all that was sent. Gives the last one.
    Result<PGresult*> receive();
    Result<void> finish(); // receive() without a result
    Error lost() const;

    PGconn* handle_;
    const ConnectionAccess access_;
    bool in_transaction_ = false;
    bool has_failed_ = false; // a statement of the transaction failed: the server refuses the rest
    int sent_ = 0;            // commands whose results were not read yet
    std::vector<PostgresStatement*> preparing_; // by these commands
    std::int64_t names_ = 0;                    // of statements, used so far
    std::unordered_map<const std::string*, std::unique_ptr<PostgresStatement>> constants_;
    std::vector<std::unique_ptr<PostgresStatement>> composed_;
};

} // namespace muster::store::postgres

// The port to a connection of a SQL engine and its statements: what the shared code of the SQL
// engines (rows, keys, change log, counters) needs of one. Knows no engine and no entities. A
// connection is used by one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/value.h"

namespace muster::store::sql {

// The values of one column for many rows: a parameter of a statement that changes them all.
struct ColumnValues {
    bool is_text = false;
    std::vector<bool> is_null;         // by row
    std::vector<std::int64_t> numbers; // by row; of texts: where they end in `bytes`
    std::string bytes;                 // all texts, one after the other

    std::size_t size() const { return is_null.size(); }
    std::string_view text(std::size_t row) const
    {
        const auto begin = row == 0 ? 0 : static_cast<std::size_t>(numbers[row - 1]);
        return std::string_view(bytes).substr(begin,
                                              static_cast<std::size_t>(numbers[row]) - begin);
    }
};

// One statement of an engine. Places of parameters and columns begin with 0.
class PreparedStatement {
public:
    virtual ~PreparedStatement() = default;

    virtual void bind_null(int place) = 0;
    virtual void bind_integer(int place, std::int64_t value) = 0;
    virtual void bind_real(int place, double value) = 0;
    // The text must live until the statement has run, unless it is copied.
    virtual void bind_text(int place, std::string_view text) = 0;
    virtual void bind_copied_text(int place, const std::string& text) = 0;
    // As an array. Only of engines with arrays. The values are copied.
    virtual void bind_array(int /*place*/, const ColumnValues& /*values*/) {}

    virtual Result<bool> step() = 0; // true: there is a row
    // Runs a statement that returns no rows. An engine may send it later, with the next statement
    // that returns rows or with the commit; then its error appears there.
    virtual Result<void> run() = 0;

    virtual std::int64_t integer_at(int column) const = 0; // 0 when it is null
    virtual bool is_null_at(int column) const = 0;
    virtual std::string_view text_at(int column) const = 0; // valid until the next step

    virtual void release() = 0; // the borrower has no more use for it
};

// A prepared statement, borrowed from its connection until it is destroyed. The connection must
// outlive it. Bound texts are not copied: they must live until the statement has run.
class Statement {
public:
    explicit Statement(PreparedStatement& statement) : statement_(&statement) {}
    Statement(Statement&& other) noexcept
        : statement_(std::exchange(other.statement_, nullptr)), bound_(other.bound_)
    {}
    Statement& operator=(Statement&&) = delete;
    ~Statement()
    {
        if (statement_ != nullptr) statement_->release();
    }

    // Each call binds the next parameter, beginning with the first.
    Statement& null();
    Statement& integer(std::int64_t value);
    Statement& text(std::string_view value);         // an empty text stays empty
    Statement& text_or_null(std::string_view value); // an empty text becomes NULL
    Statement& value(const model::Value& value);     // a list becomes JSON
    Statement& array(const ColumnValues& values);

    Result<bool> step() { return statement_->step(); }
    Result<void> run() { return statement_->run(); }

    std::int64_t integer_at(int column) const { return statement_->integer_at(column); }
    bool is_null_at(int column) const { return statement_->is_null_at(column); }
    std::string_view text_at(int column) const { return statement_->text_at(column); }

private:
    PreparedStatement* statement_;
    int bound_ = 0;
};

class SqlConnection {
public:
    SqlConnection() = default;
    SqlConnection(const SqlConnection&) = delete;
    virtual ~SqlConnection() = default;

    // A statement for a constant text that outlives the connection. Cached by the address of the
    // text.
    virtual Result<Statement> constant(const std::string& text) = 0;
    // A statement for any text.
    virtual Result<Statement> composed(const std::string& text) = 0;
    // Runs the statement of such a constant to its end.
    Result<void> run_constant(const std::string& text);
    // Runs one or more statements once, without a cache.
    virtual Result<void> run(const std::string& text) = 0;

    // Whether the statement that ran last has changed a row.
    virtual bool has_changed_rows() = 0;
    // False also after the engine has given up the transaction.
    virtual bool in_transaction() const = 0;
    // Begins and ends a transaction whose reads show one state.
    virtual Result<void> begin_read() = 0;
    virtual void end_read() = 0;
    // Begins a transaction that writes, and makes it durable.
    virtual Result<void> begin_write() = 0;
    virtual Result<void> commit_write() = 0;
    // Undoes the transaction.
    virtual void roll_back() = 0;
    // Whether the engine has the functions of sql/select.h. Without them sql/scan reads what needs
    // them.
    virtual bool has_functions() const { return true; }
    // Whether a parameter can be an array. Such an engine changes many rows by one statement,
    // because each statement costs a message to a server (sql/merged_changes.h).
    virtual bool has_arrays() const { return false; }
    // Whether it can still be used. A lost connection to a server cannot.
    virtual bool is_usable() const { return true; }
};

// A read transaction around several reads of one connection, so that they see one state.
class ReadSnapshot {
public:
    static Result<ReadSnapshot> open(SqlConnection& connection);
    ReadSnapshot(ReadSnapshot&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr))
    {}
    ReadSnapshot& operator=(ReadSnapshot&&) = delete;
    ~ReadSnapshot();

private:
    explicit ReadSnapshot(SqlConnection* connection) : connection_(connection) {}
    SqlConnection* connection_; // nullptr inside an outer transaction
};

// unsupported when the tables of `what` were made by a newer program.
Result<void> require_known_version(std::string_view what, std::int64_t version,
                                   std::int64_t newest);

} // namespace muster::store::sql

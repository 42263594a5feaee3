// Wraps libpq. Parameters are sent in binary form, results come as text.
#include "store/postgres/connection.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"

namespace muster::store::postgres {

namespace {

// Types of parameters, from the server's catalogue pg_type.
constexpr Oid int8_type = 20;
constexpr Oid text_type = 25;
constexpr Oid float8_type = 701;
constexpr Oid int8_array_type = 1016;
constexpr Oid text_array_type = 1009;

// Results are read after so many commands: else both sides could wait for the other to read.
constexpr int most_sent = 256;

Code code_of(std::string_view state)
{
    const auto begins = [&](std::string_view with) { return state.starts_with(with); };
    if (state == "57014") return Code::timed_out; // statement_timeout
    // Connection, resources (a full disk), conflicts with another transaction, a shutdown, and a
    // standby that takes no writes.
    for (const auto* wait : {"08", "53", "40", "57", "25006", "55P03", "58"}) {
        if (begins(wait)) return Code::unavailable;
    }
    return Code::internal;
}

Error error_of(const PGresult* result, std::string_view act)
{
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view known = state == nullptr ? "08000" : state;
    const auto code = code_of(known);
    std::string message = "the database cannot do this now";
    if (known == "53100") message = "the disk of the database is full";
    if (code == Code::timed_out) message = "took too long";
    std::string detail(act.substr(0, 200));
    detail += ": " + std::string(trim(PQresultErrorMessage(result)));
    return {code, "store", std::move(message), std::move(detail), {}, {}};
}

// On one line.
std::string message_of(const PGconn* handle)
{
    std::string message(trim(PQerrorMessage(handle)));
    std::replace_if(
        message.begin(), message.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return message;
}

// The binary form of numbers: most significant byte first.
template <class Unsigned>
void append_number(std::string& bytes, Unsigned number)
{
    for (unsigned shift = sizeof number * 8; shift != 0;) {
        shift -= 8;
        bytes += static_cast<char>(number >> shift & 0xffU);
    }
}

std::string bytes_of(std::uint64_t bits)
{
    std::string bytes;
    append_number(bytes, bits);
    return bytes;
}

// The binary form of arrays: the number of dimensions, whether there are nulls, the type of the
// elements, the length and the first index, then each element after its length.
std::string bytes_of(const sql::ColumnValues& values)
{
    constexpr std::uint32_t null_length = 0xffffffff;
    const bool has_nulls =
        std::find(values.is_null.begin(), values.is_null.end(), true) != values.is_null.end();
    const Oid type = values.is_text ? text_type : int8_type;
    std::string bytes;
    bytes.reserve(20 + values.bytes.size() + values.size() * (values.is_text ? 4 : 12));
    for (const std::uint32_t number :
         {1U, has_nulls ? 1U : 0U, type, static_cast<std::uint32_t>(values.size()), 1U}) {
        append_number(bytes, number);
    }
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (values.is_null[row]) {
            append_number(bytes, null_length);
        } else if (values.is_text) {
            const auto text = values.text(row);
            append_number(bytes, static_cast<std::uint32_t>(text.size()));
            bytes += text;
        } else {
            append_number(bytes, static_cast<std::uint32_t>(sizeof(std::int64_t)));
            append_number(bytes, static_cast<std::uint64_t>(values.numbers[row]));
        }
    }
    return bytes;
}

} // namespace

PostgresStatement::Parameter& PostgresStatement::parameter(int place)
{
    const auto index = static_cast<std::size_t>(place);
    if (index >= parameters_.size()) parameters_.resize(index + 1);
    return parameters_[index];
}

void PostgresStatement::set(int place, Oid type, std::string_view bytes)
{
    auto& set = parameter(place);
    set.type = type;
    set.is_null = false;
    set.bytes = bytes;
}

void PostgresStatement::bind_null(int place) { parameter(place) = {}; }

void PostgresStatement::bind_integer(int place, std::int64_t value)
{
    set(place, int8_type, bytes_of(static_cast<std::uint64_t>(value)));
}

void PostgresStatement::bind_real(int place, double value)
{
    set(place, float8_type, bytes_of(std::bit_cast<std::uint64_t>(value)));
}

void PostgresStatement::bind_text(int place, std::string_view text)
{
    if (text.find('\0') != text.npos) has_nul_ = true;
    set(place, text_type, text);
}

void PostgresStatement::bind_copied_text(int place, const std::string& text)
{
    bind_text(place, text);
}

void PostgresStatement::bind_array(int place, const sql::ColumnValues& values)
{
    set(place, values.is_text ? text_array_type : int8_array_type, bytes_of(values));
}

Result<bool> PostgresStatement::step()
{
    if (row_ < 0) TRY(connection_.execute(*this, true));
    ++row_;
    return row_ < PQntuples(result_.get());
}

Result<void> PostgresStatement::run() { return connection_.execute(*this, false); }

std::int64_t PostgresStatement::integer_at(int column) const
{
    const auto text = text_at(column);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool PostgresStatement::is_null_at(int column) const
{
    return PQgetisnull(result_.get(), row_, column) != 0;
}

std::string_view PostgresStatement::text_at(int column) const
{
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

void PostgresStatement::release()
{
    result_.reset();
    row_ = -1;
    has_nul_ = false;
    is_lent_ = false;
}

PostgresConnection::PostgresConnection(PGconn* handle, ConnectionAccess access)
    : handle_(handle), access_(access)
{}

PostgresConnection::~PostgresConnection() { PQfinish(handle_); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url,
                                                                     ConnectionAccess access)
{
    // The last of two values counts, so the URL can override all but the encoding.
    const std::string stall = std::to_string(std::chrono::milliseconds(limits::disk_stall).count());
    const char* const names[] = {"connect_timeout",
                                 "tcp_user_timeout",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "keepalives_count",
                                 "fallback_application_name",
                                 "dbname",
                                 "client_encoding",
                                 nullptr};
    const char* const values[] = {"5",      stall.c_str(), "4",    "2",    "3",
                                  "muster", url.c_str(),   "UTF8", nullptr};
    PGconn* handle = PQconnectdbParams(names, values, 1);
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(handle, access));
    if (PQstatus(handle) != CONNECTION_OK) {
        return fail(Code::unavailable, "store",
                    "cannot connect to PostgreSQL: " + message_of(handle));
    }
    PQsetNoticeProcessor(
        handle, [](void*, const char*) {}, nullptr);
    TRY(connection->configure());
    return connection;
}

Result<void> PostgresConnection::configure()
{
    constexpr int oldest = 15'00'00;
    if (PQserverVersion(handle_) < oldest) {
        return fail(Code::unsupported, "store", "PostgreSQL must be version 15 or newer");
    }
    const auto most = std::to_string(std::chrono::milliseconds(limits::statement_time).count());
    TRY(run("SET statement_timeout = " + most + "; SET lock_timeout = " + most));
    // The database ends the session of a machine that is gone, and with it the locks.
    const auto stall = std::to_string(std::chrono::milliseconds(limits::disk_stall).count());
    TRY(run("SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; "
            "SET tcp_keepalives_count = 3; SET tcp_user_timeout = " +
            stall));
    if (access_ == ConnectionAccess::read) return run("SET default_transaction_read_only = on");
    // Promise 1: a commit is durable before it is acknowledged. A stronger setting stays.
    TRY(run("SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"));
    // Every read of a write uses an index whose first column is the tenant. Without statistics, as
    // after an import, the server would rather read whole tables. To it such a plan looks so costly
    // that it would compile it first, which takes a tenth of a second.
    TRY(run("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
            "SET jit = off"));
    if (PQenterPipelineMode(handle_) != 1) return fail(lost());
    return {};
}

bool PostgresConnection::is_usable() const { return PQstatus(handle_) == CONNECTION_OK; }

Error PostgresConnection::lost() const
{
    return {Code::unavailable,   "store", "the connection to the database was lost: try again",
            message_of(handle_), {},      {}};
}

Result<sql::Statement> PostgresConnection::constant(const std::string& text)
{
    auto& statement = constants_[&text];
    if (!statement) {
        statement =
            std::make_unique<PostgresStatement>(*this, text, PostgresStatement::Preparation::once);
    }
    assert(!statement->is_lent_);
    statement->is_lent_ = true;
    return sql::Statement(*statement);
}

Result<sql::Statement> PostgresConnection::composed(const std::string& text)
{
    for (const auto& statement : composed_) {
        if (statement->is_lent_) continue;
        statement->text_ = text;
        statement->parameters_.clear();
        statement->is_lent_ = true;
        return sql::Statement(*statement);
    }
    composed_.push_back(std::make_unique<PostgresStatement>(
        *this, text, PostgresStatement::Preparation::each_time));
    composed_.back()->is_lent_ = true;
    return sql::Statement(*composed_.back());
}

// Several statements at once need the simple protocol, which a pipeline does not have.
Result<void> PostgresConnection::run(const std::string& text)
{
    TRY(finish());
    const bool has_pipeline = PQpipelineStatus(handle_) != PQ_PIPELINE_OFF;
    if (has_pipeline && PQexitPipelineMode(handle_) != 1) return fail(lost());
    const std::unique_ptr<PGresult, PostgresStatement::ResultCleaner> result(
        PQexec(handle_, text.c_str()));
    const auto status = PQresultStatus(result.get());
    if (has_pipeline && is_usable()) PQenterPipelineMode(handle_);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
    if (!is_usable()) return fail(lost());
    return fail(error_of(result.get(), text));
}

Result<void> PostgresConnection::send(PostgresStatement& statement)
{
    const int count = static_cast<int>(statement.parameters_.size());
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<Oid> types;
    values.reserve(statement.parameters_.size());
    lengths.reserve(statement.parameters_.size());
    types.reserve(statement.parameters_.size());
    for (const auto& [type, is_null, bytes] : statement.parameters_) {
        values.push_back(is_null ? nullptr : bytes.c_str());
        lengths.push_back(static_cast<int>(bytes.size()));
        types.push_back(type);
    }
    const std::vector<int> formats(statement.parameters_.size(), 1);
    if (statement.preparation_ == PostgresStatement::Preparation::each_time) {
        const int sent = PQsendQueryParams(handle_, statement.text_.c_str(), count, types.data(),
                                           values.data(), lengths.data(), formats.data(), 0);
        if (sent != 1) return fail(lost());
        ++sent_;
        return {};
    }
    if (statement.name_.empty()) TRY(prepare(statement));
    if (PQsendQueryPrepared(handle_, statement.name_.c_str(), count, values.data(), lengths.data(),
                            formats.data(), 0) != 1) {
        return fail(lost());
    }
    ++sent_;
    return {};
}

// The server chooses the types of the parameters: those of the columns, also where a value is null
// now.
Result<void> PostgresConnection::prepare(PostgresStatement& statement)
{
    statement.name_ = "muster_" + std::to_string(++names_);
    preparing_.push_back(&statement);
    const int sent =
        PQsendPrepare(handle_, statement.name_.c_str(), statement.text_.c_str(), 0, nullptr);
    if (sent != 1) return fail(lost());
    ++sent_;
    if (access_ == ConnectionAccess::read) return finish(); // one command at a time
    return {};
}

Result<void> PostgresConnection::execute(PostgresStatement& statement, bool returns_rows)
{
    if (statement.has_nul_) {
        return fail(Code::invalid_value, "store", "a text must not contain NUL");
    }
    if (has_failed_) return fail(Code::unavailable, "store", "an earlier statement failed");
    TRY(send(statement));
    const bool waits = returns_rows || access_ == ConnectionAccess::read || sent_ >= most_sent;
    if (!waits) return {};
    auto received = receive();
    if (!received) {
        auto& error = received.error();
        if (error.detail.empty()) error.detail = statement.text_.substr(0, 200);
        return fail(std::move(error));
    }
    statement.result_.reset(*received);
    return {};
}

Result<PGresult*> PostgresConnection::receive()
{
    std::unique_ptr<PGresult, PostgresStatement::ResultCleaner> last;
    std::optional<Error> error;
    const bool has_pipeline = PQpipelineStatus(handle_) != PQ_PIPELINE_OFF;
    if (has_pipeline && PQpipelineSync(handle_) != 1) error = lost();
    for (; sent_ > 0; --sent_) {
        while (PGresult* result = PQgetResult(handle_)) {
            last.reset(result);
            const auto status = PQresultStatus(result);
            const bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
            if (!is_good && !error) error = is_usable() ? error_of(result, "") : lost();
            if (!is_usable()) break;
        }
        if (!is_usable()) break;
    }
    sent_ = 0;
    if (!is_usable() && !error) error = lost();
    if (has_pipeline && is_usable()) PQclear(PQgetResult(handle_)); // of the synchronisation
    if (!error) {
        preparing_.clear();
        return last.release();
    }
    // The server may have skipped them: they get a new name next time.
    for (auto* statement : preparing_) statement->name_.clear();
    preparing_.clear();
    if (in_transaction_) has_failed_ = true;
    return fail(*std::move(error));
}

Result<void> PostgresConnection::finish()
{
    if (sent_ == 0) return {};
    PQclear(TRY(receive()));
    return {};
}

Result<void> PostgresConnection::reconnect()
{
    in_transaction_ = false;
    has_failed_ = false;
    sent_ = 0;
    preparing_.clear();
    for (const auto& [text, statement] : constants_) statement->name_.clear();
    PQreset(handle_);
    if (!is_usable()) return fail(lost());
    return configure();
}

Result<void> PostgresConnection::begin(const std::string& statement)
{
    has_failed_ = false;
    TRY(run_constant(statement));
    in_transaction_ = true;
    return {};
}

Result<void> PostgresConnection::begin_read()
{
    static const std::string statement = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    return begin(statement);
}

Result<void> PostgresConnection::begin_write()
{
    static const std::string statement = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    return begin(statement);
}

void PostgresConnection::end_read()
{
    // Also ends a transaction that has failed.
    static_cast<void>(run("COMMIT"));
    in_transaction_ = false;
    has_failed_ = false;
}

Result<void> PostgresConnection::commit_write()
{
    static const std::string commit = "COMMIT";
    TRY(run_constant(commit));
    TRY(finish());
    in_transaction_ = false;
    return {};
}

void PostgresConnection::roll_back()
{
    // Results of the failed transaction that were not read yet say nothing new.
    static_cast<void>(finish());
    static_cast<void>(run("ROLLBACK"));
    in_transaction_ = false;
    has_failed_ = false;
}

} // namespace muster::store::postgres

// Collects the values of the rows column by column.
#include "store/sql/merged_changes.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace muster::store::sql {

using namespace model;

namespace {

// More rows are sent before the commit: their memory is some megabytes.
constexpr std::size_t most_rows = 512;

void cut(ColumnValues& column, std::size_t rows)
{
    if (column.size() <= rows) return;
    column.is_null.resize(rows);
    column.numbers.resize(rows);
    if (column.is_text)
        column.bytes.resize(rows == 0 ? 0 : static_cast<std::size_t>(column.numbers.back()));
}

ColumnValues rows_from(const ColumnValues& column, std::size_t first)
{
    ColumnValues rest;
    rest.is_text = column.is_text;
    rest.is_null.assign(column.is_null.begin() + static_cast<std::ptrdiff_t>(first),
                        column.is_null.end());
    rest.numbers.assign(column.numbers.begin() + static_cast<std::ptrdiff_t>(first),
                        column.numbers.end());
    if (!column.is_text || first == 0) {
        rest.bytes = column.bytes;
        return rest;
    }
    const auto begin = column.numbers[first - 1];
    rest.bytes = column.bytes.substr(static_cast<std::size_t>(begin));
    for (auto& end : rest.numbers) end -= begin;
    return rest;
}

} // namespace

// One statement and its rows that were not sent yet.
class MergedChanges::WaitingChange final : public PreparedStatement {
public:
    explicit WaitingChange(const RowChange& change) : change_(change)
    {
        for (const bool is_text : change.is_text) columns_.emplace_back().is_text = is_text;
    }

    void bind_null(int place) override { add(place, true, {}); }
    void bind_integer(int place, std::int64_t value) override
    {
        add(place, false, {});
        column(place).numbers.back() = value;
    }
    // No column of a table has such a type.
    void bind_real(int place, double /*value*/) override { bind_null(place); }
    void bind_text(int place, std::string_view text) override
    {
        if (text.find('\0') != text.npos) has_nul_ = true;
        add(place, false, text);
    }
    void bind_copied_text(int place, const std::string& text) override { bind_text(place, text); }

    Result<bool> step() override
    {
        TRY(run());
        return false;
    }
    Result<void> run() override
    {
        if (has_nul_) return fail(Code::invalid_value, "store", "a text must not contain NUL");
        ++rows_;
        return {};
    }
    std::int64_t integer_at(int /*column*/) const override { return 0; }
    bool is_null_at(int /*column*/) const override { return true; }
    std::string_view text_at(int /*column*/) const override { return {}; }
    void release() override
    {
        has_nul_ = false;
        for (auto& column : columns_) cut(column, rows_); // of a row that was not run
    }

    std::size_t rows() const { return rows_; }
    bool has_rows_of_write() const { return rows_ > rows_before_; }
    void begin_write() { rows_before_ = rows_; }
    void undo_write()
    {
        rows_ = rows_before_;
        for (auto& column : columns_) cut(column, rows_);
    }

    // Sends the rows of the writes before, or those that are left.
    Result<void> send_before(SqlConnection& connection)
    {
        if (!has_rows_of_write()) return send(connection);
        if (rows_before_ == 0) return {};
        std::vector<ColumnValues> rest;
        for (auto& column : columns_) {
            rest.push_back(rows_from(column, rows_before_));
            cut(column, rows_before_);
        }
        const auto rows = rows_ - rows_before_;
        rows_ = rows_before_;
        TRY(send(connection));
        columns_ = std::move(rest);
        rows_ = rows;
        return {};
    }
    Result<void> send(SqlConnection& connection)
    {
        if (rows_ == 0) return {};
        // The server runs a statement of arrays more slowly than one of plain values.
        const bool is_one = rows_ == 1;
        auto statement = TRY(connection.constant(is_one ? change_.one : change_.many));
        for (const auto& column : columns_) {
            if (!is_one) {
                statement.array(column);
            } else if (column.is_null[0]) {
                statement.null();
            } else if (column.is_text) {
                statement.text(column.text(0));
            } else {
                statement.integer(column.numbers[0]);
            }
        }
        TRY(statement.run());
        clear();
        return {};
    }
    void clear()
    {
        rows_ = 0;
        rows_before_ = 0;
        for (auto& column : columns_) cut(column, 0);
    }

private:
    ColumnValues& column(int place) { return columns_[static_cast<std::size_t>(place)]; }
    void add(int place, bool is_null, std::string_view text)
    {
        auto& values = column(place);
        values.is_null.push_back(is_null);
        values.bytes += text;
        values.numbers.push_back(static_cast<std::int64_t>(values.bytes.size()));
    }

    const RowChange& change_;
    std::vector<ColumnValues> columns_;
    std::size_t rows_ = 0;
    std::size_t rows_before_ = 0; // of writes before the current one
    bool has_nul_ = false;        // a text of the row has NUL, which PostgreSQL cannot store
};

MergedChanges::MergedChanges(SqlConnection& connection) : connection_(connection) {}
MergedChanges::~MergedChanges() = default;

MergedChanges::Touched MergedChanges::row(const Ref& ref)
{
    constexpr std::size_t factor = 0x9e3779b97f4a7c15;
    std::size_t touched = static_cast<std::size_t>(ref.kind) + 1;
    for (const auto number : {ref.tenant.value, ref.id, ref.customer}) {
        touched = (touched ^ static_cast<std::size_t>(number)) * factor;
        touched ^= touched >> 32U;
    }
    return touched;
}

MergedChanges::Touched MergedChanges::key(TenantId tenant, std::string_view encoded)
{
    return std::hash<std::string_view>()(encoded) * 31U + static_cast<std::size_t>(tenant.value);
}

void MergedChanges::begin_write()
{
    is_writing_ = true;
    has_savepoint_ = false;
    for (auto* change : waiting_) change->begin_write();
}

Result<void> MergedChanges::ensure_savepoint()
{
    static const std::string savepoint = "SAVEPOINT one_write";
    if (has_savepoint_ || !is_writing_) return {};
    TRY(connection_.run_constant(savepoint));
    has_savepoint_ = true;
    return {};
}

Result<void> MergedChanges::end_write()
{
    static const std::string release = "RELEASE one_write";
    is_writing_ = false;
    for (auto* change : waiting_) change->begin_write();
    if (std::exchange(has_savepoint_, false)) TRY(connection_.run_constant(release));
    return {};
}

void MergedChanges::undo_write()
{
    static const std::string roll_back = "ROLLBACK TO one_write";
    static const std::string release = "RELEASE one_write";
    is_writing_ = false;
    for (auto* change : waiting_) change->undo_write();
    std::erase_if(waiting_, [](const auto* change) { return change->rows() == 0; });
    if (!std::exchange(has_savepoint_, false) || !connection_.in_transaction()) return;
    const auto undone = connection_.run_constant(roll_back);
    if (undone && connection_.run_constant(release)) return;
    // The savepoint could not be undone, so the whole transaction is rolled back. The commit then
    // finds no transaction and fails the batch.
    connection_.roll_back();
}

void MergedChanges::forget()
{
    for (auto* change : waiting_) change->clear();
    waiting_.clear();
    touched_.clear();
    rows_ = 0;
    is_writing_ = false;
    has_savepoint_ = false;
}

Result<Statement> MergedChanges::statement(const RowChange& change, Touched touched)
{
    if (!connection_.has_arrays()) {
        TRY(ensure_savepoint());
        return connection_.constant(change.one);
    }
    if (rows_ >= most_rows || (touched != 0 && touched_.contains(touched))) TRY(send());
    if (touched != 0) touched_.insert(touched);
    ++rows_;
    auto& waiting = changes_[&change];
    if (!waiting) waiting = std::make_unique<WaitingChange>(change);
    if (std::find(waiting_.begin(), waiting_.end(), waiting.get()) == waiting_.end()) {
        waiting_.push_back(waiting.get());
    }
    return Statement(*waiting);
}

Result<void> MergedChanges::send()
{
    if (waiting_.empty()) return {};
    for (auto* change : waiting_) TRY(change->send_before(connection_));
    if (std::any_of(waiting_.begin(), waiting_.end(),
                    [](const auto* change) { return change->rows() != 0; })) {
        TRY(ensure_savepoint());
        for (auto* change : waiting_) TRY(change->send(connection_));
    }
    waiting_.clear();
    touched_.clear();
    rows_ = 0;
    return {};
}

Result<void> MergedChanges::begin_other()
{
    TRY(send());
    return ensure_savepoint();
}

} // namespace muster::store::sql

// The tables as lists of columns, and one loop that compares two tables.
#include "store/sql/table_copy.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "store/sql/row_statements.h"
#include "store/sql/tables.h"

namespace muster::store::sql {

using namespace model;

namespace {

struct CopiedColumn {
    std::string name; // in quotes
    bool is_text = false;
};

struct CopiedTable {
    std::string name; // in quotes
    std::vector<CopiedColumn> columns;
    std::size_t key_columns = 0; // the first ones are the primary key
};

using CopiedRow = std::vector<std::optional<std::string>>;

template <class E>
CopiedTable table_for_copy()
{
    CopiedTable table{in_quotes(table_for<E>.name), {{"\"tenant\""}}, 0};
    const auto add = [&](const Member<E>& member) {
        const bool is_text = member.storage == Storage::text || member.storage == Storage::list;
        table.columns.push_back({in_quotes(member.name), is_text});
    };
    for (const auto& member : Schema<E>::members) {
        if (is_key(member)) add(member);
    }
    table.key_columns = table.columns.size();
    for (const auto& member : Schema<E>::members) {
        if (!is_key(member)) add(member);
    }
    if (!table_for<E>.folded.empty()) {
        table.columns.push_back({in_quotes(std::string(table_for<E>.folded) + "_folded"), true});
    }
    if constexpr (HasFields<E>) table.columns.push_back({"\"fields\"", true});
    if constexpr (HasExtras<E>) table.columns.push_back({"\"extras\"", true});
    return table;
}

std::vector<CopiedTable> copied_tables()
{
    return {
        table_for_copy<Account>(),
        table_for_copy<Tenant>(),
        table_for_copy<Credential>(),
        table_for_copy<CustomField>(),
        table_for_copy<Group>(),
        table_for_copy<Customer>(),
        table_for_copy<Membership>(),
        table_for_copy<StoredReply>(),
        table_for_copy<Job>(),
        table_for_copy<JobItem>(),
        table_for_copy<Campaign>(),
        table_for_copy<CampaignRun>(),
        table_for_copy<Message>(),
        {"\"keys\"", {{"\"tenant\""}, {"\"key\"", true}, {"\"id\""}}, 3},
        {"\"counters\"", {{"\"tenant\""}, {"\"kind\"", true}, {"\"next\""}}, 2},
        {"\"changes\"",
         {{"\"tenant\""},
          {"\"revision\""},
          {"\"ordinal\""},
          {"\"at\""},
          {"\"principal\"", true},
          {"\"dialect\"", true},
          {"\"action\"", true},
          {"\"kind\"", true},
          {"\"id\""},
          {"\"customer\""},
          {"\"before\"", true},
          {"\"after\"", true},
          {"\"span\""}},
         3},
    };
}

std::int64_t number_in(const std::string& text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// The order of primary keys.
bool is_before(const CopiedTable& table, const CopiedRow& a, const CopiedRow& b)
{
    for (std::size_t i = 0; i < table.key_columns; ++i) {
        if (a[i] == b[i]) continue;
        return table.columns[i].is_text ? *a[i] < *b[i] : number_in(*a[i]) < number_in(*b[i]);
    }
    return false;
}

void bind(Statement& statement, const CopiedColumn& column, const std::optional<std::string>& value)
{
    if (!value) {
        statement.null();
    } else if (column.is_text) {
        statement.text(*value);
    } else {
        statement.integer(number_in(*value));
    }
}

void bind_key(Statement& statement, const CopiedTable& table, const CopiedRow& row)
{
    for (std::size_t i = 0; i < table.key_columns; ++i) bind(statement, table.columns[i], row[i]);
}

// "a, b, c" of the first columns, or "$1, $2, $3" of as many parameters.
std::string names_of(const CopiedTable& table, std::size_t count)
{
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        list += (list.empty() ? "" : ", ") + table.columns[i].name;
    }
    return list;
}

std::string parameters(std::size_t first, std::size_t count)
{
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        list += (list.empty() ? "$" : ", $") + std::to_string(first + i);
    }
    return list;
}

// Rows behind `after` up to `last`, in the order of the key; null: from the start, to the end.
Result<std::vector<CopiedRow>> read_rows_between(SqlConnection& connection,
                                                 const CopiedTable& table, const CopiedRow* after,
                                                 const CopiedRow* last, std::int64_t limit)
{
    const auto key = '(' + names_of(table, table.key_columns) + ')';
    std::string text =
        "SELECT " + names_of(table, table.columns.size()) + " FROM " + table.name + " WHERE TRUE";
    std::size_t bound = 1;
    for (const auto& [row, sign] : {std::pair{after, " > ("}, std::pair{last, " <= ("}}) {
        if (row == nullptr) continue;
        text += " AND " + key + sign + parameters(bound, table.key_columns) + ')';
        bound += table.key_columns;
    }
    text += " ORDER BY " + names_of(table, table.key_columns) + " LIMIT $" + std::to_string(bound);
    auto statement = TRY(connection.composed(text));
    if (after != nullptr) bind_key(statement, table, *after);
    if (last != nullptr) bind_key(statement, table, *last);
    statement.integer(limit);
    std::vector<CopiedRow> rows;
    while (TRY(statement.step())) {
        CopiedRow row(table.columns.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int column = static_cast<int>(i);
            if (!statement.is_null_at(column)) row[i] = statement.text_at(column);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<void> remove_row(SqlConnection& connection, const CopiedTable& table, const CopiedRow& row)
{
    auto statement = TRY(connection.composed("DELETE FROM " + table.name + " WHERE (" +
                                             names_of(table, table.key_columns) + ") = (" +
                                             parameters(1, table.key_columns) + ')'));
    bind_key(statement, table, row);
    return statement.run();
}

Result<void> insert_row(SqlConnection& connection, const CopiedTable& table, const CopiedRow& row)
{
    auto statement = TRY(connection.composed("INSERT INTO " + table.name + " (" +
                                             names_of(table, table.columns.size()) + ") VALUES (" +
                                             parameters(1, table.columns.size()) + ')'));
    for (std::size_t i = 0; i < row.size(); ++i) bind(statement, table.columns[i], row[i]);
    return statement.run();
}

// Makes the rows of the target equal to those of the source. Gives how many it wrote or deleted.
Result<std::int64_t> merge(SqlConnection& target, const CopiedTable& table,
                           const std::vector<CopiedRow>& wanted,
                           const std::vector<CopiedRow>& there)
{
    std::int64_t written = 0;
    auto now = there.begin();
    for (const auto& row : wanted) {
        for (; now != there.end() && is_before(table, *now, row); ++now, ++written) {
            TRY(remove_row(target, table, *now));
        }
        const bool is_known = now != there.end() && !is_before(table, row, *now);
        const bool is_equal = is_known && *now == row;
        if (is_known && !is_equal) TRY(remove_row(target, table, *now));
        if (is_known) ++now;
        if (is_equal) continue;
        TRY(insert_row(target, table, row));
        ++written;
    }
    for (; now != there.end(); ++now, ++written) TRY(remove_row(target, table, *now));
    return written;
}

class TableCopy {
public:
    TableCopy(SqlConnection& source, SqlConnection& target,
              const std::function<void(const CopyProgress&)>& report)
        : source_(source), target_(target), report_(report)
    {}

    Result<CopyProgress> run()
    {
        TRY(start());
        const auto tables = copied_tables();
        for (const auto& table : tables) progress_.total += TRY(rows_of(source_, table));
        for (const auto& table : tables) TRY(pass(table));
        const auto written = progress_.written;
        progress_.rows = 0;
        progress_.is_verifying = true;
        for (const auto& table : tables) TRY(pass(table));
        if (progress_.written != written) {
            return fail(Code::internal, "copy",
                        "the target changed while it was written: run the same command again");
        }
        TRY(target_.run("DELETE FROM meta WHERE name = 'copying'"));
        return progress_;
    }

private:
    static Result<std::int64_t> rows_of(SqlConnection& connection, const CopiedTable& table)
    {
        auto statement = TRY(connection.composed("SELECT count(*) FROM " + table.name));
        TRY(statement.step());
        return statement.integer_at(0);
    }

    Result<void> start()
    {
        const bool is_unfinished = !require_no_copy(target_).has_value();
        if (is_unfinished) return {};
        for (const auto& table : copied_tables()) {
            if (TRY(rows_of(target_, table)) == 0) continue;
            return fail(Code::conflict, "copy",
                        "the target holds a directory already: name an empty one");
        }
        return target_.run("INSERT INTO meta VALUES ('copying', 1)");
    }

    Result<void> pass(const CopiedTable& table)
    {
        std::optional<CopiedRow> after;
        for (bool is_last = false; !is_last;) {
            const auto* from = after ? &*after : nullptr;
            const auto wanted =
                TRY(read_rows_between(source_, table, from, nullptr, rows_at_a_time));
            is_last = std::ssize(wanted) < rows_at_a_time;
            TRY(target_.begin_write());
            auto piece = write_piece(table, wanted, from, is_last ? nullptr : &wanted.back());
            if (piece) piece = target_.commit_write();
            if (!piece) {
                target_.roll_back();
                return piece;
            }
            progress_.rows += std::ssize(wanted);
            report_(progress_);
            if (!is_last) after = wanted.back();
        }
        return {};
    }

    Result<void> write_piece(const CopiedTable& table, const std::vector<CopiedRow>& wanted,
                             const CopiedRow* from, const CopiedRow* last)
    {
        // Surplus rows of the target may be more than the piece has.
        constexpr std::int64_t all = std::int64_t{1} << 40U;
        const auto there = TRY(read_rows_between(target_, table, from, last, all));
        progress_.written += TRY(merge(target_, table, wanted, there));
        return {};
    }

    static constexpr std::int64_t rows_at_a_time = 2000;

    SqlConnection& source_;
    SqlConnection& target_;
    const std::function<void(const CopyProgress&)>& report_;
    CopyProgress progress_;
};

} // namespace

Result<CopyProgress> copy_tables(SqlConnection& source, SqlConnection& target,
                                 const std::function<void(const CopyProgress&)>& report)
{
    const auto snapshot = TRY(ReadSnapshot::open(source));
    return TableCopy(source, target, report).run();
}

Result<void> require_no_copy(SqlConnection& connection)
{
    auto statement = TRY(connection.composed("SELECT value FROM meta WHERE name = 'copying'"));
    const bool is_unfinished = TRY(statement.step());
    if (!is_unfinished) return {};
    return fail(Code::conflict, "store",
                "the store is an unfinished copy: run the same `muster copy` again");
}

} // namespace muster::store::sql

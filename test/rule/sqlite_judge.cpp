// Where SQLite and PostgreSQL differ, PostgreSQL is right, and the translation to SQL hides the
// difference. Booleans become 0 and 1; dates and times become microseconds; decimals become whole
// hundredths, and a constant between two hundredths becomes their middle; LIKE gets its escape
// character. NOW() plus an interval is computed before, because SQLite turns 31 February into a day
// in March. Constants are bound as parameters, because SQLite rounds long doubles in SQL text.
#include "rule/sqlite_judge.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "rule/moment.h"
#include "rule/operand.h"
#include "rule/random_rules.h"

namespace muster::rule::test {

namespace {

using Op = Rule::Op;

std::string column(std::string_view operand) { return '"' + std::string(operand) + '"'; }

// A decimal in hundredths. With more places, it becomes the middle between two hundredths; when it
// is too large, a double beyond all others.
Value hundredths(const Decimal& decimal)
{
    if (decimal.scale == 2) return decimal.units;
    if (decimal.scale < 2) {
        std::int64_t units = decimal.units;
        for (int i = decimal.scale; i < 2; ++i) {
            if (__builtin_mul_overflow(units, 10, &units)) return decimal.units < 0 ? -1e30 : 1e30;
        }
        return units;
    }
    std::int64_t divisor = 1;
    for (int i = 2; i < decimal.scale; ++i) divisor *= 10;
    const std::int64_t below = decimal.units / divisor - (decimal.units < 0 ? 1 : 0);
    return static_cast<double>(below) + 0.5; // exact for the small ones that the generator makes
}

Value sqlite_value(const Value& value, Type type)
{
    if (const auto* flag = std::get_if<bool>(&value)) return std::int64_t{*flag ? 1 : 0};
    if (const auto* date = std::get_if<Date>(&value)) {
        return Time{*date}.time_since_epoch().count();
    }
    if (const auto* time = std::get_if<Time>(&value)) return time->time_since_epoch().count();
    const auto* decimal = std::get_if<Decimal>(&value);
    if (decimal == nullptr) return value;
    if (type == Type::decimal) return hundredths(*decimal);
    return static_cast<double>(decimal->units) / 10.0; // among integers: 12.5
}

// The text of the WHERE clause and the values of its parameters.
struct Where {
    std::string sql;
    std::vector<Value> values;
    Time now;

    void bind(const Rule& rule, std::size_t index)
    {
        sql += '?';
        values.push_back(
            sqlite_value(value_at(rule.terms[index], rule.type, rule.zone, now), rule.type));
    }

    void compare(const Rule& rule, std::string_view symbol)
    {
        sql += column(rule.operand);
        sql += symbol;
        bind(rule, 0);
    }

    void join(const Rule& rule, std::string_view between)
    {
        sql += '(';
        for (const auto& part : rule.parts) {
            if (&part != &rule.parts.front()) sql += between;
            add(part);
        }
        sql += ')';
    }

    void list(const Rule& rule)
    {
        sql += column(rule.operand) + " IN (";
        for (std::size_t i = 0; i < rule.terms.size(); ++i) {
            if (i > 0) sql += ',';
            bind(rule, i);
        }
        sql += ')';
    }

    void range(const Rule& rule)
    {
        sql += column(rule.operand) + " BETWEEN ";
        bind(rule, 0);
        sql += " AND ";
        bind(rule, 1);
    }

    void add_since(const Rule& rule, std::string_view symbol)
    {
        sql +=
            "id IN (SELECT customer FROM members WHERE grp = " + std::to_string(rule.group.value) +
            " AND since";
        sql += symbol;
        bind(rule, 0);
        sql += ')';
    }

    void add(const Rule& rule)
    {
        switch (rule.op) {
        case Op::all: return join(rule, " AND ");
        case Op::any: return join(rule, " OR ");
        case Op::negate: sql += "NOT "; return join(rule, "");
        case Op::constant: return bind(rule, 0);
        case Op::equal: return compare(rule, " = ");
        case Op::not_equal: return compare(rule, " <> ");
        case Op::less: return compare(rule, " < ");
        case Op::less_or_equal: return compare(rule, " <= ");
        case Op::greater: return compare(rule, " > ");
        case Op::greater_or_equal: return compare(rule, " >= ");
        case Op::between: return range(rule);
        case Op::in: return list(rule);
        case Op::like:
            compare(rule, " LIKE ");
            sql += " ESCAPE '\\'";
            return;
        case Op::ilike:
        case Op::overlaps:
        case Op::contains_all: ADD_FAILURE() << "SQLite cannot judge this form"; return;
        case Op::is_null: sql += column(rule.operand) + " IS NULL"; return;
        case Op::member_of:
            sql += "id IN (SELECT customer FROM members WHERE grp = " +
                   std::to_string(rule.group.value) + ")";
            return;
        case Op::since_before: return add_since(rule, " < ");
        case Op::since_after: return add_since(rule, " > ");
        }
    }
};

std::string_view affinity_of(Type type)
{
    if (type == Type::text || type == Type::enumeration) return " TEXT";
    return type == Type::number ? " REAL" : " INTEGER";
}

void bind_value(sqlite3_stmt* statement, int index, const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, index, *whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_bind_double(statement, index, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()),
                          SQLITE_TRANSIENT);
    }
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* database, const std::string& sql, const std::vector<Value>& values)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    EXPECT_NE(statement, nullptr) << sqlite3_errmsg(database) << ": " << sql;
    for (std::size_t i = 0; statement != nullptr && i < values.size(); ++i) {
        bind_value(statement, static_cast<int>(i + 1), values[i]);
    }
    return Statement(statement);
}

} // namespace

SqliteJudge::SqliteJudge()
{
    sqlite3_open(":memory:", &database_);
    run("PRAGMA case_sensitive_like = ON");
    std::string sql = "CREATE TABLE customers (";
    for (const auto& operand : all_operands(random_fields())) {
        if (!sql.ends_with('(')) sql += ", ";
        sql += column(operand.name);
        sql += operand.name == "id" ? " INTEGER PRIMARY KEY" : affinity_of(operand.type);
    }
    run(sql + ")");
    run("CREATE TABLE members (grp INTEGER, customer INTEGER, since INTEGER, PRIMARY KEY (grp, "
        "customer))");
}

SqliteJudge::~SqliteJudge() { sqlite3_close(database_); }

void SqliteJudge::run(const std::string& sql, const std::vector<Value>& values) const
{
    const auto statement = prepare(database_, sql, values);
    const int result = sqlite3_step(statement.get());
    EXPECT_TRUE(result == SQLITE_DONE || result == SQLITE_ROW) << sqlite3_errmsg(database_);
}

void SqliteJudge::load(const std::vector<Customer>& customers, const MembersSince& memberships)
{
    run("BEGIN");
    run("DELETE FROM customers");
    run("DELETE FROM members");
    const auto operands = all_operands(random_fields());
    std::string sql = "INSERT INTO customers VALUES (?";
    for (std::size_t i = 1; i < operands.size(); ++i) sql += ", ?";
    for (const auto& customer : customers) {
        std::vector<Value> values;
        for (const auto& operand : operands) {
            values.push_back(sqlite_value(value_of(customer, operand.name), operand.type));
        }
        run(sql + ")", values);
    }
    for (const auto& [pair, since] : memberships) {
        const auto& [group, customer] = pair;
        run("INSERT INTO members VALUES (?, ?, ?)",
            {group.value, customer.value, sqlite_value(since, Type::datetime)});
    }
    run("COMMIT");
}

std::vector<std::int64_t> SqliteJudge::find(const Rule& rule, Time now) const
{
    Where where{{}, {}, now};
    where.add(rule);
    const auto statement = prepare(
        database_, "SELECT id FROM customers WHERE " + where.sql + " ORDER BY id", where.values);
    std::vector<std::int64_t> ids;
    int result = SQLITE_DONE;
    while ((result = sqlite3_step(statement.get())) == SQLITE_ROW) {
        ids.push_back(sqlite3_column_int64(statement.get(), 0));
    }
    EXPECT_EQ(result, SQLITE_DONE) << sqlite3_errmsg(database_) << ": " << where.sql;
    return ids;
}

} // namespace muster::rule::test

// Talks to the server by psql. Members are the table `customers` and declared fields the table
// `fields`, so that the names of a printed rule are those of columns. Only what PostgreSQL does not
// have is translated: groups, and the cast of a text that may be no number.
#include "rule/postgres_judge.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "base/text.h"
#include "rule/constant.h"
#include "rule/evaluate.h"
#include "rule/operand.h"
#include "rule/print.h"
#include "rule/random_rules.h"
#include "store/postgres_cluster.h"

namespace muster::rule::test {

namespace {

using store::test::PostgresCluster;
using Op = Rule::Op;

std::string_view sql_type(Type type)
{
    switch (type) {
    case Type::integer: return "bigint";
    case Type::number: return "double precision";
    case Type::decimal: return "numeric";
    case Type::boolean: return "boolean";
    case Type::date: return "date";
    case Type::datetime: return "timestamptz";
    case Type::list: return "text[]";
    default: return "text";
    }
}

std::string literal(const Value& value)
{
    if (const auto* list = std::get_if<TextList>(&value)) {
        std::string text = "ARRAY[";
        for (const auto& item : *list)
            text += (text.ends_with('[') ? "" : ",") + print_quoted(item);
        return text + "]";
    }
    if (const auto* time = std::get_if<Time>(&value)) return print_quoted(format_rfc3339(*time));
    if (const auto* real = std::get_if<double>(&value)) {
        return print_quoted(print_term({*real}, Type::integer));
    }
    return print_term({value}, Type::text);
}

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string condition(const Rule& rule);

std::string joined(const Rule& rule, std::string_view between)
{
    std::string text = "(";
    for (const auto& part : rule.parts) {
        if (text.size() > 1) text += between;
        text += condition(part);
    }
    return text + ")";
}

std::string leaf(const Rule& rule)
{
    std::string text = print(rule);
    // PostgreSQL ignores the offset of a time that is not said to have one.
    static const std::regex instant("TIMESTAMP ('[^']*Z')");
    text = std::regex_replace(text, instant, "TIMESTAMPTZ $1");
    replace_all(text, "CURRENT_DATE", "now()::date"); // of the judge's own NOW()
    // The database compares so anyway, and its BETWEEN has no COLLATE.
    replace_all(text, " COLLATE \"C\"", "");
    if (rule.function == Function::numeric) {
        Rule plain = rule;
        plain.function = Function::none;
        replace_all(text, print_operand(rule), "as_number(" + print_operand(plain) + ")");
    }
    return text;
}

std::string membership(const Rule& rule)
{
    return "EXISTS (SELECT FROM members WHERE customer = customers.id AND grp = " +
           std::to_string(rule.group.value);
}

// The comparison with the column `since` of the members.
Rule since_comparison(Rule rule)
{
    rule.op = rule.op == Op::since_before ? Op::less : Op::greater;
    rule.operand = "since";
    return rule;
}

std::string condition(const Rule& rule)
{
    switch (rule.op) {
    case Op::all: return joined(rule, " AND ");
    case Op::any: return joined(rule, " OR ");
    case Op::negate: return "(NOT " + joined(rule, "") + ")";
    case Op::member_of: return membership(rule) + ")";
    case Op::since_before:
    case Op::since_after: return membership(rule) + " AND " + leaf(since_comparison(rule)) + ")";
    default: return leaf(rule);
    }
}

std::string table(std::string_view name, bool is_of_fields)
{
    std::string sql = "CREATE TABLE " + std::string(name) + " (";
    if (is_of_fields) sql += "customer bigint, ";
    for (const auto& operand : all_operands(random_fields())) {
        if ((operand.field != nullptr) != is_of_fields) continue;
        if (!sql.ends_with(' ') && !sql.ends_with('(')) sql += ", ";
        sql += is_of_fields ? operand.field->key : operand.name;
        sql += ' ' + std::string(sql_type(operand.type));
    }
    return sql + ");\n";
}

std::string row(const Customer& customer, bool is_of_fields)
{
    std::string sql =
        is_of_fields ? "INSERT INTO fields VALUES (" : "INSERT INTO customers VALUES (";
    if (is_of_fields) sql += std::to_string(customer.id.value);
    for (const auto& operand : all_operands(random_fields())) {
        if ((operand.field != nullptr) != is_of_fields) continue;
        if (!sql.ends_with('(')) sql += ", ";
        sql += literal(value_of(customer, operand.name));
    }
    return sql + ");\n";
}

// The judge's own NOW() comes before that of PostgreSQL.
constexpr std::string_view settings =
    "SET search_path = judge, pg_catalog, public; SET timezone = 'UTC';\n";

constexpr std::string_view functions = R"(
CREATE TABLE judge.moment (at timestamptz);
CREATE FUNCTION judge.now() RETURNS timestamptz STABLE LANGUAGE sql AS
    'SELECT at FROM judge.moment';
CREATE FUNCTION judge.as_number(given text) RETURNS numeric IMMUTABLE LANGUAGE sql AS
    $$SELECT CASE WHEN given ~ '^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$'
              AND abs(given::numeric) < 1.8e308 THEN given::numeric END$$;
)";

} // namespace

PostgresJudge::PostgresJudge() : url_(PostgresCluster::shared()->url_of("judge"))
{
    run("DROP SCHEMA judge CASCADE; CREATE SCHEMA judge;\n" + std::string(functions) +
        table("customers", false) + table("fields", true) +
        "CREATE TABLE members (grp bigint, customer bigint, since timestamptz);\n");
}

std::vector<std::string> PostgresJudge::run(const std::string& sql) const
{
    const auto path = [this](std::string_view name) { return (folder_.path() / name).string(); };
    std::ofstream(path("run.sql")) << settings << sql;
    const std::string command = "psql '" + url_ + "' -qAtX -v ON_ERROR_STOP=1 -f " +
                                path("run.sql") + " > " + path("out") + " 2> " + path("errors");
    const bool is_done = std::system(command.c_str()) == 0;
    std::stringstream errors;
    errors << std::ifstream(path("errors")).rdbuf();
    EXPECT_TRUE(is_done) << errors.str();
    std::ifstream out(path("out"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(out, line);) lines.push_back(line);
    return lines;
}

void PostgresJudge::load(const std::vector<Customer>& customers, const MembersSince& memberships)
{
    std::string sql = "BEGIN; TRUNCATE customers, fields, members;\n";
    for (const auto& customer : customers) sql += row(customer, false) + row(customer, true);
    for (const auto& [pair, since] : memberships) {
        const auto& [group, customer] = pair;
        sql += "INSERT INTO members VALUES (" + std::to_string(group.value) + ", " +
               std::to_string(customer.value) + ", " + literal(since) + ");\n";
    }
    run(sql + "COMMIT;\n");
}

std::vector<std::vector<std::int64_t>> PostgresJudge::find(const std::vector<Rule>& rules, Time now,
                                                           const TimeZone* zone) const
{
    std::string sql = zone == nullptr ? "" : "SET timezone = " + print_quoted(zone->name()) + ";\n";
    sql += "TRUNCATE moment; INSERT INTO moment VALUES (" + literal(now) + ");\n";
    for (const auto& rule : rules) {
        sql +=
            "SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM customers JOIN fields "
            "ON fields.customer = id WHERE " +
            condition(rule) + ";\n";
    }
    std::vector<std::vector<std::int64_t>> found;
    for (const auto& line : run(sql)) {
        auto& ids = found.emplace_back();
        for (const auto id : split(line, ',')) ids.push_back(parse_integer(id).value_or(0));
    }
    found.resize(rules.size());
    return found;
}

} // namespace muster::rule::test

// Rules as JSON trees: they are read back as written, and errors have a JSON pointer.
#include <gtest/gtest.h>

#include "dialects/native/groups/rule_json.h"
#include "rule/check.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::dialects::native {
namespace {

using namespace model;
using namespace rule;

CustomField field(std::string key, Type type, std::string format = {})
{
    CustomField declared;
    declared.key = std::move(key);
    declared.type = type;
    declared.format = std::move(format);
    return declared;
}

const DeclaredFields& declared()
{
    static const DeclaredFields fields{{
        field("tenure", Type::integer),
        field("spent", Type::decimal, "2"),
        field("ratio", Type::number),
        field("odd key", Type::text),
        field("tags", Type::list),
    }};
    return fields;
}

std::string json_of(const Rule& rule)
{
    std::string text;
    JsonWriter writer(text);
    write_rule(writer, rule);
    return text;
}

RuleNames names() { return {declared(), {}, nullptr, {}}; }

struct Pair {
    std::string_view text;
    std::string_view json;
};

const Pair pairs[] = {
    {"tenure < 12", R"({"op":"<","field":"fields.tenure","value":12})"},
    {"spent >= 10.5", R"({"op":">=","field":"fields.spent","value":10.50})"},
    {"spent = 90071992547409.93",
     R"({"op":"=","field":"fields.spent","value":"90071992547409.93"})"},
    {"ratio <> 0.1", R"({"op":"<>","field":"fields.ratio","value":0.1})"},
    {"\"odd key\" = NULL", R"({"op":"=","field":"fields.odd key","value":null})"},
    {"consent", R"({"op":"=","field":"consent","value":true})"},
    {"city IN ('York', NULL)", R"({"op":"in","field":"city","values":["York",null]})"},
    {"tenure BETWEEN 1 AND 2", R"({"op":"between","field":"fields.tenure","values":[1,2]})"},
    {"city LIKE '%\"'", R"({"op":"like","field":"city","value":"%\""})"},
    {"city ILIKE 'y%'", R"({"op":"ilike","field":"city","value":"y%"})"},
    {"LOWER(city) = 'york'", R"({"op":"=","field":"city","function":"lower","value":"york"})"},
    {"CAST(city AS NUMERIC) > 5", R"({"op":">","field":"city","function":"numeric","value":5})"},
    {"city < '5' COLLATE \"C\"", R"({"op":"<","field":"city","value":{"text":"5"}})"},
    {"tags && ARRAY['a', 'b']", R"({"op":"has_one_of","field":"fields.tags","values":["a","b"]})"},
    {"tags @> ARRAY['a']", R"({"op":"has_all_of","field":"fields.tags","values":["a"]})"},
    {"country IS NULL", R"({"op":"is_null","field":"country"})"},
    {"MEMBER OF 12", R"({"op":"member_of","group":12})"},
    {"MEMBER OF 12 SINCE BEFORE NOW() - INTERVAL '30 days'",
     R"({"op":"since_before","group":12,"value":{"now":"-30 days"}})"},
    {"MEMBER OF 12 SINCE AFTER TIMESTAMP '2026-02-03'",
     R"({"op":"since_after","group":12,"value":"2026-02-03"})"},
    {"TRUE", R"({"op":"constant","value":true})"},
    {"NULL", R"({"op":"constant","value":null})"},
    {"birth_date = '1990-05-01'", R"({"op":"=","field":"birth_date","value":"1990-05-01"})"},
    {"created_at > NOW() - INTERVAL '1 year'",
     R"({"op":">","field":"created_at","value":{"now":"-1 year"}})"},
    {"EXTRACT(MONTH FROM created_at) = EXTRACT(MONTH FROM NOW() + INTERVAL '7 days')",
     R"({"op":"=","field":"created_at","function":"month",)"
     R"("value":{"now":"7 days","part":"month"}})"},
    {"created_at >= CURRENT_DATE",
     R"({"op":">=","field":"created_at","value":{"today":"0 days"}})"},
    {"birth_date > CURRENT_DATE - INTERVAL '3 days'",
     R"({"op":">","field":"birth_date","value":{"today":"-3 days"}})"},
    {"created_at >= DATE_TRUNC('day', NOW())",
     R"({"op":">=","field":"created_at","value":{"now":"0 days","truncate":"day"}})"},
    {"created_at >= TIMESTAMP '2026-02-03T10:00:00'",
     R"({"op":">=","field":"created_at","value":"2026-02-03T10:00:00"})"},
    {"birth_date < TIMESTAMP '2026-02-03T10:00:00Z'",
     R"({"op":"<","field":"birth_date","value":"2026-02-03T10:00:00.000000Z"})"},
    {"created_at < DATE_TRUNC('year', NOW() - INTERVAL '1 year') + INTERVAL '3 days'",
     R"({"op":"<","field":"created_at",)"
     R"("value":{"now":"-1 year","truncate":"year","plus":"3 days"}})"},
    {"created_at > NOW()", R"({"op":">","field":"created_at","value":{"now":"0 days"}})"},
    {"consent AND NOT (MEMBER OF 1 OR tenure > 2)",
     R"({"op":"and","parts":[{"op":"=","field":"consent","value":true},{"op":"not","parts":[)"
     R"({"op":"or","parts":[{"op":"member_of","group":1},)"
     R"({"op":">","field":"fields.tenure","value":2}]}]}]})"},
};

// A rule that is written as JSON and read again is the same rule.
TEST(RuleJson, is_written_and_read_back)
{
    for (const auto& pair : pairs) {
        const auto rule = rule::read_rule(pair.text, names());
        ASSERT_TRUE(rule) << pair.text << ": " << rule.error().message;
        EXPECT_EQ(json_of(*rule), pair.json);
        const auto tree = native::read_rule(parse_json(pair.json).value());
        ASSERT_TRUE(tree) << pair.json << ": " << tree.error().message;
        const auto again = check(*tree, names());
        ASSERT_TRUE(again) << pair.json << ": " << again.error().message;
        EXPECT_TRUE(equal_rules(*again, *rule)) << pair.json << " is " << print(*again);
    }
}

TEST(RuleJson, reads_back_times_and_extremes)
{
    for (const auto* text :
         {"created_at = TIMESTAMP '2026-02-03T10:00:00.000001Z'", "spent > 9223372036854775807",
          "tenure > -9223372036854775808", "ratio IN (1e300, 5e-324, 123456789012345678)",
          "birth_date < TIMESTAMP '2026-02-03 10:00'"}) {
        const auto rule = rule::read_rule(text, names()).value();
        const auto tree = native::read_rule(parse_json(json_of(rule)).value()).value();
        EXPECT_TRUE(equal_rules(check(tree, names()).value(), rule)) << json_of(rule);
    }
}

TEST(RuleJson, accepts_names_in_any_case)
{
    const auto tree = native::read_rule(
        parse_json(R"({"op":"AND","parts":[{"op":"<","field":"Tenure","value":"12"}]})").value());
    EXPECT_EQ(print(check(tree.value(), names()).value()), "fields.tenure < 12");
    const auto vip = native::read_rule(parse_json(R"({"op":"member_of","group":"vip"})").value());
    EXPECT_EQ(print(*vip), "MEMBER OF 'vip'");
}

const Pair refusals[] = {
    {R"([])", ""},
    {R"({})", "/op"},
    {R"({"op":"xor"})", "/op"},
    {R"({"op":"and","parts":[]})", "/parts"},
    {R"({"op":"and"})", "/parts"},
    {R"({"op":"not","parts":[{"op":"is_null","field":"city"},{"op":"constant","value":true}]})",
     "/parts"},
    {R"({"op":"or","parts":[{"op":"is_null","field":"city"},7]})", "/parts/1"},
    {R"({"op":"=","field":"city"})", "/value"},
    {R"({"op":"since_before","group":12})", "/value"},
    {R"({"op":"since_after","value":{"now":"0 days"}})", "/group"},
    {R"({"op":"since_after","group":[],"value":{"now":"0 days"}})", "/group"},
    {R"({"op":"since_after","group":12,"field":"city","value":{"now":"0 days"}})", "/field"},
    {R"({"op":"=","field":7,"value":1})", "/field"},
    {R"({"op":"=","value":1})", "/field"},
    {R"({"op":"=","field":"city","value":[]})", "/value"},
    {R"({"op":"=","field":"city","value":{"now":"soon"}})", "/value/now"},
    {R"({"op":"=","field":"created_at","value":{"now":"0 days","truncate":"dow"}})", "/value"},
    {R"({"op":"=","field":"created_at","value":{"today":"0 days","plus":"1 day"}})", "/value"},
    {R"({"op":"=","field":"created_at","value":{"today":"0 days","now":"1 day"}})", "/value"},
    {R"({"op":"=","field":"created_at","value":{"now":"0 days","plus":"1 day"}})", "/value"},
    {R"({"op":"=","field":"created_at","value":{"part":"month"}})", "/value"},
    {R"({"op":"=","field":"city","value":{"then":"1 year"}})", "/value"},
    {R"({"op":"in","field":"city","values":[]})", "/values"},
    {R"({"op":"in","field":"city","values":[1,[2]]})", "/values/1"},
    {R"({"op":"between","field":"city","values":[1]})", "/values"},
    {R"({"op":"member_of","group":0})", "/group"},
    {R"({"op":"constant","value":1})", "/value"},
    {R"({"op":"is_null","field":"city","value":1})", "/value"},
};

TEST(RuleJson, refuses_with_a_pointer)
{
    for (const auto& refusal : refusals) {
        const auto rule = native::read_rule(parse_json(refusal.text).value(), "/rule");
        ASSERT_FALSE(rule) << refusal.text;
        EXPECT_EQ(rule.error().where, "/rule" + std::string(refusal.json)) << refusal.text;
    }
}

} // namespace
} // namespace muster::dialects::native

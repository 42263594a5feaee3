// Parses rules, prints them, and checks the messages of errors.
#include <gtest/gtest.h>

#include "rule/parse.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::rule {
namespace {

struct PrintedRule {
    std::string_view text;
    std::string_view printed;
};

const PrintedRule printed_rules[] = {
    {"tenure<12", "tenure < 12"},
    {"tenure != 12", "tenure <> 12"},
    {"12 > tenure", "tenure < 12"},
    {"12 >= tenure", "tenure <= 12"},
    {"NOW() - INTERVAL '1 year' > created_at", "created_at < NOW() - INTERVAL '1 year'"},
    {"a = 1 AND b = 2 or c = 3", "a = 1 AND b = 2 OR c = 3"},
    {"a = 1 and (b = 2 OR c = 3)", "a = 1 AND (b = 2 OR c = 3)"},
    {"((a = 1) AND ((b = 2 AND c = 3)))", "a = 1 AND b = 2 AND c = 3"},
    {"not (a = 1 and b = 2)", "NOT (a = 1 AND b = 2)"},
    {"NOT a = 1 AND b = 2", "NOT a = 1 AND b = 2"},
    {"NOT NOT a = 1", "NOT NOT a = 1"},
    {"city in('Leeds' , 'York')", "city IN ('Leeds', 'York')"},
    {"city NOT IN ('Leeds', NULL)", "city NOT IN ('Leeds', NULL)"},
    {"NOT city IN ('Leeds')", "city NOT IN ('Leeds')"},
    {"tenure BETWEEN -1 AND +2 AND a = 1", "tenure BETWEEN -1 AND 2 AND a = 1"},
    {"tenure not between 1 and 2", "tenure NOT BETWEEN 1 AND 2"},
    {"email like '%''_'", "email LIKE '%''_'"},
    {"email NOT LIKE 'x'", "email NOT LIKE 'x'"},
    {"country is null or country is not null", "country IS NULL OR country IS NOT NULL"},
    {"member of 'v''ip'", "MEMBER OF 'v''ip'"},
    {"NOT MEMBER OF 12", "NOT MEMBER OF 12"},
    {"member of 'vip' since before now() - interval '30 days' or since = 1",
     "MEMBER OF 'vip' SINCE BEFORE NOW() - INTERVAL '30 days' OR since = 1"},
    {"NOT MEMBER OF 12 SINCE AFTER DATE '2026-02-03'",
     "NOT MEMBER OF 12 SINCE AFTER DATE '2026-02-03'"},
    {"consent", "consent = TRUE"},
    {"NOT consent", "NOT consent = TRUE"},
    {"consent IS TRUE", "consent IS NOT NULL AND consent = TRUE"},
    {"consent IS NOT TRUE", "consent IS NULL OR consent = FALSE"},
    {"consent IS FALSE", "consent IS NOT NULL AND consent = FALSE"},
    {"consent IS NOT FALSE", "consent IS NULL OR consent = TRUE"},
    {"TRUE OR false OR Null", "TRUE OR FALSE OR NULL"},
    {"TRUE = consent", "consent = TRUE"},
    {"x = 1.50", "x = 1.5"},
    {"x = 1.00", "x = 1"},
    {"x = .5", "x = 0.5"},
    {"x = 5.", "x = 5"},
    {"x = -0", "x = 0"},
    {"x = 1e5", "x = 1e+05"},
    {"x = 1E-5", "x = 1e-05"},
    {"x = -9223372036854775808", "x = -9223372036854775808"},
    {"x = DATE '2026-02-03'", "x = DATE '2026-02-03'"},
    {"x = TIMESTAMP '2026-02-03 10:00 +0200'", "x = TIMESTAMP '2026-02-03T08:00:00Z'"},
    {"x = TIMESTAMP '2026-02-03 00:00'", "x = TIMESTAMP '2026-02-03'"},
    {"x = TIMESTAMP '2026-02-03T00:00:00Z'", "x = TIMESTAMP '2026-02-03T00:00:00Z'"},
    {"x = TIMESTAMP '2026-02-03 10:00:00.5'", "x = TIMESTAMP '2026-02-03T10:00:00.500000'"},
    {"x < now()", "x < NOW()"},
    {"x < NOW() + INTERVAL '14 months 3 days 90 minutes'",
     "x < NOW() + INTERVAL '1 year 2 months 3 days 1 hour 30 minutes'"},
    {"x < NOW() - INTERVAL '1 month -2 days'", "x < NOW() + INTERVAL '-1 month 2 days'"},
    {"x < NOW() - INTERVAL '0 days'", "x < NOW()"},
    {"\"order\".\"a b\" = 1", "order.\"a b\" = 1"},
    {"\"in\" = 1", "\"in\" = 1"},
    {"fields.in = 1", "fields.in = 1"},
    {"fields.\"sa\"\"id\" = 1", "fields.\"sa\"\"id\" = 1"},
    {"gr\xC3\xB6\xC3\x9F"
     "e = 1",
     "\"gr\xC3\xB6\xC3\x9F"
     "e\" = 1"},
    {"  a\n=\t1\r\n", "a = 1"},
    {"lower(a) = 'x'", "LOWER(a) = 'x'"},
    {"'x' = upper(fields.a)", "UPPER(fields.a) = 'x'"},
    {"a = lower('K\xC3\x96LN')", "a = 'k\xC3\xB6ln'"},
    {"lower(a) not like 'x%'", "LOWER(a) NOT LIKE 'x%'"},
    {"a not ilike 'x'", "a NOT ILIKE 'x'"},
    {"extract(month from a) = 1", "EXTRACT(MONTH FROM a) = 1"},
    {"a >= date_trunc('MONTH', now() - interval '1 month') + interval '3 days'",
     "a >= DATE_TRUNC('month', NOW() - INTERVAL '1 month') + INTERVAL '3 days'"},
    {"a = current_date or a < current_date - 7",
     "a = CURRENT_DATE OR a < CURRENT_DATE - INTERVAL '7 days'"},
    {"extract(day from a) = extract(day from current_date)",
     "EXTRACT(DAY FROM a) = EXTRACT(DAY FROM CURRENT_DATE)"},
    {"2 > extract(dow from a)", "EXTRACT(DOW FROM a) < 2"},
    {"extract(day from a) = extract(day from now() - interval '1 day')",
     "EXTRACT(DAY FROM a) = EXTRACT(DAY FROM NOW() - INTERVAL '1 day')"},
    {"cast(a as numeric) between 1 and 2", "CAST(a AS NUMERIC) BETWEEN 1 AND 2"},
    {"a < '12' collate \"C\"", "a < '12' COLLATE \"C\""},
    {"a && array['x','y']", "a && ARRAY['x', 'y']"},
    {"array['x'] && a", "a && ARRAY['x']"},
    {"a @> array['x']", "a @> ARRAY['x']"},
    {"array['x'] <@ a", "a @> ARRAY['x']"},
    {"'x' = any(a)", "a && ARRAY['x']"},
    {"'x' <> all(a)", "NOT a && ARRAY['x']"},
    {"not a && array['x']", "NOT a && ARRAY['x']"},
    {"member of any", "home_group_id IS NOT NULL"},
    {"not member of any and a = 1", "home_group_id IS NULL AND a = 1"},
    {"not (member of any or a = 1)", "NOT (home_group_id IS NOT NULL OR a = 1)"},
    {"not a is not null", "NOT a IS NOT NULL"},
    {"any = 1 and array = 2 and lower = 3", "any = 1 AND array = 2 AND lower = 3"},
};

// Promise: text -> tree -> text is stable.
TEST(RuleParse, is_printed_in_one_way)
{
    for (const auto& example : printed_rules) {
        const auto rule = parse(example.text);
        ASSERT_TRUE(rule) << example.text << ": " << rule.error().message;
        EXPECT_EQ(print(*rule), example.printed) << example.text;
        const auto again = parse(print(*rule));
        ASSERT_TRUE(again) << print(*rule) << ": " << again.error().message;
        EXPECT_TRUE(equal_rules(*rule, *again)) << example.text;
    }
}

TEST(RuleParse, remembers_where_conditions_stand)
{
    const auto rule = parse(" a = 1 AND NOT b  < 2 ").value();
    ASSERT_EQ(rule.parts.size(), 2U);
    EXPECT_EQ(rule.parts[0].begin, 1U);
    EXPECT_EQ(rule.parts[0].end, 6U);
    EXPECT_EQ(rule.parts[1].begin, 11U);
    EXPECT_EQ(rule.parts[1].parts[0].begin, 15U);
    EXPECT_EQ(rule.parts[1].parts[0].end, 21U);
    EXPECT_EQ(rule.begin, 1U);
    EXPECT_EQ(rule.end, 21U);
}

struct RefusedRule {
    std::string_view text;
    std::string_view place;
    std::string_view message; // some of it
};

const RefusedRule refusals[] = {
    {"", "at 1:1 (byte 0)", "expected a condition such as tenure < 12, found the end"},
    {"tenure < AND x = 1", "at 1:10 (byte 9)", "expected a value after '<', found 'AND'"},
    {"tenure <", "at 1:9 (byte 8)", "expected a value after '<', found the end"},
    {"a = 1\n AND b ? 2", "at 2:8 (byte 13)", "'?' is no part of a rule"},
    {"'\xC3\xA4' = a b", "at 1:9 (byte 9)", "expected AND, OR or the end, found the name b"},
    {"a = 1 b = 2", "at 1:7", "expected AND, OR or the end"},
    {"(a = 1", "at 1:7", "expected AND, OR or ')' for the '(' at 1:1 (byte 0), found the end"},
    {"a = 1)", "at 1:6", "found ')'"},
    {"(a) = 1", "at 1:5", "true or false and is not compared"},
    {"a == 1", "at 1:3", "equality is written ="},
    {"a = 1 && b = 2", "at 1:7", "AND"},
    {"a = 1 || b = 2", "at 1:7", "OR"},
    {"!a", "at 1:1", "NOT"},
    {"a = 1;", "at 1:6", "without a semicolon"},
    {"a = 1 -- why", "at 1:7", "comments"},
    {"a = b", "at 1:5", "fields compare with constants only"},
    {"a = \"Leeds\"", "at 1:5", "texts stand in single quotes"},
    {"a IN (b)", "at 1:7", "fields compare with constants only"},
    {"1 = 1", "at 1:5", "expected a field after '='"},
    {"12", "at 1:3", "expected a comparison with a field"},
    {"NOW()", "at 1:6", "expected a comparison with a field"},
    {"a IN ()", "at 1:7", "expected a value in IN"},
    {"a IN (1 2)", "at 1:9", "expected ')' or ','"},
    {"a IN 1", "at 1:6", "expected '(' after IN"},
    {"a BETWEEN 1", "at 1:12", "expected AND after the first value of BETWEEN"},
    {"a NOT = 1", "at 1:7", "expected IN, BETWEEN, LIKE or ILIKE after NOT"},
    {"a IS 1", "at 1:6", "after IS"},
    {"a 1", "at 1:3", "expected a comparison"},
    {"a + 1 = 2", "at 1:3", "not calculated with"},
    {"length(a) = 1", "at 1:7", "no function is called length; there are LOWER, UPPER"},
    {"LOWER(a = 'x'", "at 1:9", "expected ')' after the field in LOWER(…)"},
    {"LOWER('x') = a", "at 1:7", "expected a field in LOWER(…)"},
    {"EXTRACT(CENTURY FROM a) = 1", "at 1:9", "one of YEAR, QUARTER, MONTH"},
    {"EXTRACT(MONTH IN a) = 1", "at 1:15", "FROM in EXTRACT"},
    {"a = EXTRACT(MONTH FROM b)", "at 1:24", "NOW() or CURRENT_DATE after FROM"},
    {"a = DATE_TRUNC('dow', NOW())", "at 1:16", "one of 'year', 'quarter', 'month'"},
    {"a = CURRENT_DATE - 1000000000", "at 1:20", "an interval is at most a thousand years"},
    {"MONTH(a) = 1", "at 1:6", "no function is called MONTH; there are LOWER, UPPER"},
    {"CAST(a AS INTEGER) = 1", "at 1:11", "expected AS NUMERIC"},
    {"a = LOWER(b)", "at 1:11", "expected a text in single quotes in LOWER(…)"},
    {"a < '1' COLLATE \"de\"", "at 1:17", "\"C\" after COLLATE"},
    {"a && 'x'", "at 1:6", "expected ARRAY['…'] after '&&'"},
    {"a && ARRAY[]", "at 1:12", "expected a value in ARRAY[…]"},
    {"a @> ARRAY['x' 'y']", "at 1:16", "expected ']' or ','"},
    {"a <@ ARRAY['x']", "at 1:3", "tags @> ARRAY['vip', 'new']"},
    {"'x' = ANY('y')", "at 1:11", "expected a field"},
    {"ARRAY['x'] = a", "at 1:12", "expected && or <@ after ARRAY[…]"},
    {"MEMBER 'vip'", "at 1:8", "expected OF after MEMBER"},
    {"MEMBER OF vip", "at 1:11", "expected a group such as 'vip' or its id, or ANY"},
    {"MEMBER OF ''", "at 1:11", "expected a group"},
    {"MEMBER OF 0", "at 1:11", "expected a group"},
    {"MEMBER OF 2147483648", "at 1:11", "expected a group"},
    {"MEMBER OF 12 SINCE", "at 1:19", "expected BEFORE or AFTER and a moment"},
    {"MEMBER OF 12 SINCE NOW()", "at 1:20", "expected BEFORE or AFTER and a moment"},
    {"MEMBER OF 12 SINCE BEFORE", "at 1:26", "expected a value after SINCE BEFORE"},
    {"MEMBER OF ANY SINCE BEFORE NOW()", "at 1:15", "SINCE is about one group"},
    {"date < 1", "at 1:6", "written in double quotes"},
    {"in = 1", "at 1:1", "written in double quotes"},
    {"a = DATE '2026-02-30'", "at 1:10", "expected a date such as"},
    {"a = TIMESTAMP '2026-02-03 25:00'", "at 1:15", "expected a time such as"},
    {"a = TIMESTAMP '9999-12-31 23:00 -02:00'", "at 1:15", "expected a time such as"},
    {"a < NOW", "at 1:8", "expected '(' after NOW"},
    {"a < NOW() - '1 year'", "at 1:13", "expected INTERVAL"},
    {"a < NOW() - INTERVAL 1", "at 1:22", "expected a text such as '1 year'"},
    {"a < NOW() - INTERVAL '1.5 years'", "at 1:22", "fractions"},
    {"a < NOW() - INTERVAL '1 fortnight'", "at 1:22", "expected years, months"},
    {"a < NOW() - INTERVAL '1001 years'", "at 1:22", "a thousand years"},
    {"a < NOW() - INTERVAL '1 day' + INTERVAL '1 day'", "at 1:30", "one interval only"},
    {"a < INTERVAL '1 day'", "at 1:5", "added to NOW()"},
    {"a = 'x", "at 1:5", "no closing '"},
    {"\"a = 1", "at 1:1", "no closing \""},
    {"\"\" = 1", "at 1:1", "not empty"},
    {"\"a.b\" = 1", "at 1:1", "no dots"},
    {"a. = 1", "at 1:3", "expected a name after the dot"},
    {"a = 12x", "at 1:5", "a number ends before a letter"},
    {"a = 1.2.3", "at 1:5", "a number ends before a letter or another point"},
    {"a = 12345678901234567890", "at 1:5", "at most 18 digits"},
    {"a = 1e999", "at 1:5", "too great"},
    {"a = - x", "at 1:7", "expected a number after '-'"},
};

// Promise: errors name the position, what was found and what would be right.
TEST(RuleParse, refuses_with_place_and_remedy)
{
    for (const auto& refusal : refusals) {
        const auto rule = parse(refusal.text);
        ASSERT_FALSE(rule) << refusal.text;
        const auto& error = rule.error();
        EXPECT_EQ(error.subject, "rule");
        EXPECT_TRUE(error.message.starts_with(refusal.place))
            << refusal.text << ": " << error.message;
        EXPECT_NE(error.message.find(refusal.message), std::string::npos)
            << refusal.text << ": " << error.message;
    }
}

} // namespace
} // namespace muster::rule

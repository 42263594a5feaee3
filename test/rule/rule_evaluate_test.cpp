// The truth of rules for one customer: three-valued, exact, the same as in PostgreSQL.
#include <gtest/gtest.h>

#include "rule/check.h"
#include "rule/evaluate.h"

namespace muster::rule {
namespace {

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
        field("note", Type::text),
        field("tags", Type::list),
        field("more", Type::list),
        field("none", Type::integer),
    }};
    return fields;
}

Customer ann()
{
    Customer customer;
    customer.id = CustomerId{7};
    customer.name = "Ann";
    customer.city = "York";
    customer.email = "ann@example.org";
    customer.birth_date = parse_date("1990-05-01");
    customer.consent = true;
    customer.phone = " 100.50 ";
    customer.created_at = *parse_instant("2025-11-20T10:00:00Z");
    customer.fields.set("tenure", std::int64_t{12});
    customer.fields.set("spent", Decimal{1050, 2});
    customer.fields.set("ratio", 0.1);
    customer.fields.set("tags", TextList{"a"});
    return customer;
}

const Time now = *parse_instant("2026-11-20T10:00:00Z");

// Ann is a member of group 3 since 2026-10-01.
std::optional<Time> member_of_three(GroupId group)
{
    return group.value == 3 ? parse_instant("2026-10-01T08:00:00Z") : std::nullopt;
}

Truth says(std::string_view text)
{
    const auto rule = read_rule(text, {declared(), {}, nullptr, {}});
    EXPECT_TRUE(rule) << text << ": " << rule.error().message;
    return evaluate(*rule, ann(), now, member_of_three);
}

void expect(Truth truth, std::initializer_list<std::string_view> texts)
{
    for (const auto text : texts) EXPECT_EQ(says(text), truth) << text;
}

TEST(RuleEvaluate, compares_values)
{
    expect(Truth::yes, {"city = 'York'", "city > 'Leeds'", "id = 7", "tenure BETWEEN 12 AND 12",
                        "tenure < 12.5", "tenure > 11.99", "spent = 10.5", "spent < 10.501",
                        "ratio = 0.1", "ratio < 1", "consent", "consent IS TRUE",
                        "tenure IN (1, 12)", "spent < 9223372036854775807", "name < 'ann'"});
    expect(Truth::no, {"city = 'york'", "city <> 'York'", "tenure > 12", "tenure = 12.5",
                       "spent <> 10.50", "consent = FALSE", "tenure IN (1, 2)", "NOT consent",
                       "tenure NOT BETWEEN 12 AND 13", "tenure BETWEEN 13 AND 12"});
}

TEST(RuleEvaluate, is_unknown_where_a_value_is_missing)
{
    expect(Truth::unknown,
           {"none = 1", "none <> 1", "NOT none = 1", "none IN (1)", "none NOT IN (1, 2)",
            "none BETWEEN 1 AND 2", "note LIKE '%'", "company = ''", "tenure = NULL", "NULL",
            "tenure IN (1, NULL)", "tenure NOT IN (1, NULL)", "none = 1 OR city = 'x'",
            "none = 1 AND city = 'York'", "city LIKE NULL", "tenure BETWEEN NULL AND 13"});
    expect(Truth::yes, {"none IS NULL", "tags IS NOT NULL", "tenure IN (12, NULL)",
                        "none = 1 OR city = 'York'", "country IS NULL"});
    expect(Truth::no, {"none = 1 AND city = 'x'", "tenure NOT IN (12, NULL)", "none IS NOT NULL",
                       "tenure BETWEEN NULL AND 11"});
}

TEST(RuleEvaluate, matches_patterns)
{
    expect(Truth::yes, {"email LIKE '%@example.org'", "city LIKE 'Y_rk'", "city NOT LIKE 'y%'"});
    expect(Truth::no, {"email LIKE '%@example'", "city NOT LIKE '%'"});
}

TEST(RuleEvaluate, searches_lists)
{
    expect(Truth::yes, {"tags && ARRAY['a', 'b']", "tags @> ARRAY['a']", "'a' = ANY(tags)",
                        "NOT tags && ARRAY['b']", "'b' <> ALL(tags)"});
    expect(Truth::no, {"tags @> ARRAY['a', 'b']", "'A' = ANY(tags)", "tags && ARRAY['']"});
    expect(Truth::unknown, {"more && ARRAY['a']", "NOT more @> ARRAY['a']", "'a' <> ALL(more)"});
}

TEST(RuleEvaluate, ignores_case_when_asked)
{
    expect(Truth::yes, {"city ILIKE 'yORK'", "city ILIKE 'y%'", "LOWER(city) = 'york'",
                        "UPPER(city) IN ('YORK')", "LOWER(city) LIKE '_ork'"});
    expect(Truth::no, {"city NOT ILIKE 'YORK'", "UPPER(city) = 'LEEDS'"});
    expect(Truth::unknown, {"note ILIKE '%'", "LOWER(note) = 'x'"});
}

// Born on Tuesday, May 1, 1990; now is Friday, November 20, 2026.
TEST(RuleEvaluate, reads_parts_of_dates)
{
    expect(Truth::yes,
           {"EXTRACT(MONTH FROM birth_date) = 5 AND EXTRACT(DAY FROM birth_date) = 1",
            "EXTRACT(YEAR FROM birth_date) < 2000", "EXTRACT(QUARTER FROM birth_date) IN (1, 2)",
            "EXTRACT(DOY FROM birth_date) BETWEEN 121 AND 121",
            "EXTRACT(WEEK FROM birth_date) = 18", "EXTRACT(DOW FROM birth_date) = 2",
            "EXTRACT(ISODOW FROM created_at) = 4",
            "EXTRACT(DAY FROM created_at) = EXTRACT(DAY FROM NOW())",
            "12 > EXTRACT(MONTH FROM created_at)", "tenure > EXTRACT(MONTH FROM NOW())"});
    expect(Truth::no, {"EXTRACT(MONTH FROM birth_date) = EXTRACT(MONTH FROM NOW())",
                       "EXTRACT(MONTH FROM birth_date) IS NULL"});
}

TEST(RuleEvaluate, knows_today_and_the_beginning_of_the_month)
{
    expect(Truth::yes, {"created_at BETWEEN DATE_TRUNC('month', NOW() - INTERVAL '1 year') AND "
                        "DATE_TRUNC('year', NOW())",
                        "created_at < CURRENT_DATE - 300", "birth_date < CURRENT_DATE"});
    expect(Truth::no, {"created_at >= DATE_TRUNC('week', NOW())", "birth_date = CURRENT_DATE"});
}

// A text that is no number is as good as no value.
TEST(RuleEvaluate, reads_numbers_in_texts)
{
    expect(Truth::yes, {"CAST(phone AS NUMERIC) > 99", "CAST(phone AS NUMERIC) = 100.50",
                        "CAST(phone AS NUMERIC) < 1e3", "CAST(city AS NUMERIC) IS NULL"});
    expect(Truth::no, {"CAST(phone AS NUMERIC) BETWEEN 1 AND 100"});
    expect(Truth::unknown, {"CAST(city AS NUMERIC) > 0", "NOT CAST(city AS NUMERIC) > 0",
                            "CAST(note AS NUMERIC) = 1"});
}

// Promise 5: time conditions are exact at the moment of reading.
TEST(RuleEvaluate, compares_with_now)
{
    expect(Truth::yes,
           {"created_at = NOW() - INTERVAL '1 year'", "created_at < NOW()",
            "created_at > NOW() - INTERVAL '1 year 1 microsecond'",
            "created_at > DATE '2025-11-20'", "birth_date = TIMESTAMP '1990-05-01'",
            "birth_date > TIMESTAMP '1990-04-30 23:59:59'", "birth_date < '1990-05-01 00:00:01'",
            "birth_date < NOW() - INTERVAL '36 years'",
            "created_at IN (NULL, NOW() - INTERVAL '365 days')"});
    expect(Truth::no, {"created_at < NOW() - INTERVAL '1 year'", "birth_date > NOW()"});
}

TEST(RuleEvaluate, tests_membership)
{
    expect(Truth::yes, {"MEMBER OF 3", "NOT MEMBER OF 4"});
    expect(Truth::no, {"MEMBER OF 4"});
}

// A customer that is no member is neither: NOT selects it, as with MEMBER OF alone.
TEST(RuleEvaluate, tests_since_when_customers_are_members)
{
    expect(Truth::yes,
           {"MEMBER OF 3 SINCE BEFORE NOW() - INTERVAL '30 days'",
            "MEMBER OF 3 SINCE AFTER TIMESTAMP '2026-10-01T07:59:59Z'",
            "MEMBER OF 3 SINCE BEFORE DATE '2026-10-02'",
            "MEMBER OF 3 SINCE AFTER CURRENT_DATE - 60", "NOT MEMBER OF 4 SINCE BEFORE NOW()",
            "NOT MEMBER OF 4 SINCE AFTER '1970-01-01'"});
    expect(Truth::no, {"MEMBER OF 3 SINCE BEFORE NOW() - INTERVAL '60 days'",
                       "MEMBER OF 3 SINCE BEFORE TIMESTAMP '2026-10-01T08:00:00Z'",
                       "MEMBER OF 3 SINCE AFTER TIMESTAMP '2026-10-01T08:00:00Z'",
                       "MEMBER OF 4 SINCE BEFORE NOW()"});
}

TEST(RuleExplain, shows_since_when_a_customer_is_a_member)
{
    const auto rule = read_rule("MEMBER OF 3 SINCE BEFORE NOW() OR MEMBER OF 4 SINCE AFTER NOW()",
                                {declared(), {}, nullptr, {}});
    const auto why = explain(*rule, ann(), now, member_of_three);
    EXPECT_EQ(why.parts[0].value, Value{*parse_instant("2026-10-01T08:00:00Z")});
    EXPECT_TRUE(is_null(why.parts[1].value));
}

TEST(RuleExplain, explains_each_condition)
{
    const auto rule =
        read_rule("tenure < 20 AND (none > 1 OR MEMBER OF 4)", {declared(), {}, nullptr, {}});
    const auto why = explain(*rule, ann(), now, [](GroupId) { return std::nullopt; });
    EXPECT_EQ(why.text, "fields.tenure < 20 AND (fields.none > 1 OR MEMBER OF 4)");
    EXPECT_EQ(why.truth, Truth::unknown);
    ASSERT_EQ(why.parts.size(), 2U);
    EXPECT_EQ(why.parts[0].text, "fields.tenure < 20");
    EXPECT_EQ(why.parts[0].truth, Truth::yes);
    EXPECT_EQ(why.parts[0].value, Value{std::int64_t{12}});
    EXPECT_EQ(why.parts[1].truth, Truth::unknown);
    ASSERT_EQ(why.parts[1].parts.size(), 2U);
    EXPECT_TRUE(is_null(why.parts[1].parts[0].value));
    EXPECT_EQ(why.parts[1].parts[1].truth, Truth::no);
}

} // namespace
} // namespace muster::rule

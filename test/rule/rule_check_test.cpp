// check() resolves names and converts constants, or returns an error with a helpful message.
#include <gtest/gtest.h>

#include "directory/directory_test.h"
#include "rule/check.h"
#include "rule/cycles.h"
#include "rule/parse.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::rule {
using namespace directory;

namespace {

CustomField field(std::string key, Type type, std::string format = {}, TextList values = {})
{
    CustomField declared;
    declared.key = std::move(key);
    declared.type = type;
    declared.format = std::move(format);
    declared.values = std::move(values);
    return declared;
}

class RuleCheck : public DirectoryTest {
protected:
    Result<Rule> read(std::string_view text)
    {
        return read_rule(text, {declared, TenantId{1}, &directory.rows(), {}});
    }

    std::string printed(std::string_view text)
    {
        const auto rule = read(text);
        return rule ? print(*rule) : rule.error().message;
    }

    std::string refusal(std::string_view text)
    {
        const auto rule = read(text);
        return rule ? "accepted" : rule.error().message;
    }

    bool refuses(std::string_view text, std::string_view message)
    {
        return refusal(text).find(message) != std::string::npos;
    }

    const DeclaredFields declared{{
        field("Tenure", Type::integer),
        field("spent", Type::decimal, "2"),
        field("ratio", Type::number),
        field("contract", Type::enumeration, {}, {"Month-to-month", "One year"}),
        field("seen", Type::datetime),
        field("joined", Type::date),
        field("active", Type::boolean),
        field("tags", Type::list),
        field("city", Type::text),
        field("odd key", Type::text),
    }};
};

TEST_F(RuleCheck, finds_members_and_declared_fields)
{
    EXPECT_EQ(printed("Email = 'x'"), "email = 'x'");
    EXPECT_EQ(printed("tenure < 12"), "fields.Tenure < 12");
    EXPECT_EQ(printed("FIELDS.tenure < 12"), "fields.Tenure < 12");
    EXPECT_EQ(printed("city = 'x'"), "city = 'x'") << "members win";
    EXPECT_EQ(printed("fields.city = 'x'"), "fields.city = 'x'");
    EXPECT_EQ(printed("\"odd key\" = 'x'"), "fields.\"odd key\" = 'x'");
    EXPECT_EQ(read("tenure < 12")->type, Type::integer);
    EXPECT_EQ(read("birth_date IS NULL")->type, Type::date);
    EXPECT_EQ(read("id = 1")->type, Type::integer);
}

TEST_F(RuleCheck, refuses_unknown_names_and_suggests_similar_ones)
{
    EXPECT_TRUE(refuses("a = 1 OR tenur < 12", "no field is called a")) << refusal("a = 1");
    EXPECT_TRUE(refuses("consent OR tenur < 12", "at 1:12 (byte 11): no field is called tenur; did "
                                                 "you mean fields.Tenure?"));
    EXPECT_TRUE(refuses("emial = 'x'", "did you mean email?"));
    EXPECT_TRUE(refuses("fields.ratoi = 1", "did you mean fields.ratio?"));
    EXPECT_TRUE(refuses("fields.email = 'x'", "no field is called fields.email"));
    EXPECT_TRUE(refuses("password_hash = 'x'", "password_hash cannot be used in a rule"));
    EXPECT_TRUE(refuses("revision = 1", "cannot be used"));
    EXPECT_TRUE(refuses("extras.native.x = 1", "no field is called"));
    EXPECT_EQ(read("nothing = 1").error().code, Code::unknown_field);
}

TEST_F(RuleCheck, converts_numbers_exactly)
{
    EXPECT_EQ(read("tenure < 12.00")->terms[0].value, Value{std::int64_t{12}});
    EXPECT_EQ(read("tenure < 12.5")->terms[0].value, (Value{Decimal{125, 1}}));
    EXPECT_EQ(read("tenure < '12'")->terms[0].value, Value{std::int64_t{12}});
    EXPECT_EQ(read("spent < 12")->terms[0].value, (Value{Decimal{1200, 2}}));
    EXPECT_EQ(read("spent < 12.5")->terms[0].value, (Value{Decimal{1250, 2}}));
    EXPECT_EQ(read("spent < 12.345")->terms[0].value, (Value{Decimal{12345, 3}}));
    EXPECT_EQ(read("spent < 9223372036854775807")->terms[0].value,
              (Value{Decimal{9223372036854775807, 0}}));
    EXPECT_EQ(read("ratio < 12")->terms[0].value, Value{12.0});
    EXPECT_EQ(read("ratio < 0.1")->terms[0].value, Value{0.1});
    EXPECT_EQ(read("ratio < 1e300")->terms[0].value, Value{1e300});
    EXPECT_TRUE(refuses("tenure < 1e3", "is an integer"));
    EXPECT_TRUE(refuses("spent < 1e3", "is a decimal"));
    EXPECT_TRUE(refuses("tenure < 'many'", "compares with numbers such as 12, not with 'many'"));
}

TEST_F(RuleCheck, converts_times)
{
    const Date day = parse_date("2026-02-03").value();
    EXPECT_EQ(read("joined < '2026-02-03'")->terms[0].value, Value{day});
    EXPECT_EQ(read("joined < TIMESTAMP '2026-02-03'")->terms[0].value, Value{day});
    EXPECT_EQ(read("joined < '2026-02-03T10:00:00Z'")->terms[0].value,
              Value{Time{day} + std::chrono::hours{10}});
    EXPECT_EQ(read("seen < DATE '2026-02-03'")->terms[0].value, Value{Time{day}});
    EXPECT_EQ(read("seen < '2026-02-03T10:00:00+02:00'")->terms[0].value,
              Value{Time{day} + std::chrono::hours{8}});
    EXPECT_TRUE(read("joined < NOW()"));
    EXPECT_TRUE(refuses("joined < 'soon'", "compares with DATE '2026-02-03' or NOW()"));
    EXPECT_TRUE(refuses("tenure < NOW()", "compares with numbers"));
}

TEST_F(RuleCheck, converts_texts_enums_and_booleans)
{
    EXPECT_EQ(printed("contract = 'month-to-month'"), "fields.contract = 'Month-to-month'");
    EXPECT_TRUE(refuses("contract = 'weekly'", "must be one of Month-to-month, One year"));
    EXPECT_TRUE(refuses("contract = ''", "must be one of"));
    EXPECT_TRUE(read("contract LIKE 'Month%'"));
    EXPECT_TRUE(refuses("email = 12", "to compare it letter by letter write email = '12'"));
    EXPECT_EQ(printed("active"), "fields.active = TRUE");
    EXPECT_EQ(printed("active = 'false'"), "fields.active = FALSE");
    EXPECT_TRUE(
        refuses("tenure", "is an integer and compares with numbers such as 12, not with TRUE"));
    EXPECT_TRUE(refuses("active = 1", "compares with TRUE or FALSE"));
    EXPECT_EQ(printed("email IN ('a', NULL)"), "email IN ('a', NULL)");
}

TEST_F(RuleCheck, refuses_operators_that_a_type_does_not_have)
{
    EXPECT_TRUE(read("tags IS NULL"));
    EXPECT_TRUE(refuses("tags = 'x'", "is a list and compares as in tags && ARRAY['vip', 'new']"));
    EXPECT_TRUE(refuses("tags = NULL", "'vip' = ANY(tags)"));
    EXPECT_TRUE(refuses("city && ARRAY['x']", "city is not a list; write city IN"));
    EXPECT_TRUE(refuses("tags && ARRAY[NULL]", "an item of a list is a text such as 'vip'"));
    EXPECT_TRUE(refuses("tags && ARRAY[NOW()]", "an item of a list is a text such as 'vip'"));
    EXPECT_TRUE(refuses("LOWER(tenure) = 'x'", "LOWER is for texts; fields.Tenure is none"));
    EXPECT_TRUE(refuses("CAST(tenure AS NUMERIC) = 1", "CAST is for texts"));
    EXPECT_TRUE(refuses("CAST(city AS NUMERIC) = 'x'", "CAST(city AS NUMERIC) is a number"));
    EXPECT_TRUE(refuses("EXTRACT(MONTH FROM city) = 1", "EXTRACT is for dates and times; city"));
    EXPECT_TRUE(refuses("EXTRACT(MONTH FROM seen) = NOW()", "is an integer and compares with"));
    EXPECT_TRUE(refuses("EXTRACT(MONTH FROM seen) = 'May'", "is an integer and compares with"));
    EXPECT_TRUE(refuses("seen = EXTRACT(MONTH FROM NOW())", "compares with TIMESTAMP"));
    EXPECT_TRUE(refuses("tags LIKE 'x'", "LIKE is for texts"));
    EXPECT_TRUE(refuses("tenure LIKE '1%'", "LIKE is for texts"));
    EXPECT_TRUE(refuses("email LIKE 1", "compares with texts"));
    EXPECT_TRUE(refuses("email LIKE 'a\\'", "does not end in a single \\"));
    EXPECT_EQ(read("email LIKE '" + std::string(1001, 'a') + "'").error().code, Code::too_large);
}

// '1000' is less than '99' byte by byte. The refusal has two cures, and both work.
TEST_F(RuleCheck, refuses_to_order_a_text_by_a_number)
{
    EXPECT_EQ(refusal("fields.city > '100'"),
              "at 1:1 (byte 0): fields.city is a text; to compare it as a number write "
              "CAST(fields.city AS NUMERIC) "
              "> 100, to compare it letter by letter write fields.city > '100' COLLATE \"C\"");
    EXPECT_TRUE(refuses("fields.city > 100", "write CAST(fields.city AS NUMERIC) > 100, "));
    EXPECT_TRUE(refuses("fields.city BETWEEN '1' AND '2.5'",
                        "CAST(fields.city AS NUMERIC) BETWEEN 1 AND 2.5"));
    EXPECT_TRUE(refuses("LOWER(city) < '12'", "LOWER(city) < '12' COLLATE \"C\""));
    EXPECT_EQ(printed("CAST(fields.city AS NUMERIC) > 100"), "CAST(fields.city AS NUMERIC) > 100");
    EXPECT_EQ(printed("CAST(city AS NUMERIC) > '100'"), "CAST(city AS NUMERIC) > 100");
    EXPECT_EQ(printed("fields.city > '100' COLLATE \"C\""), "fields.city > '100' COLLATE \"C\"");
    EXPECT_EQ(printed("city > 'Leeds' COLLATE \"C\""), "city > 'Leeds'");
    // Equality means the same text, and codes are no numbers.
    EXPECT_EQ(printed("fields.city IN ('100', '7')"), "fields.city IN ('100', '7')");
    EXPECT_EQ(printed("postal_code >= '04000'"), "postal_code >= '04000'");
    EXPECT_EQ(printed("phone < '+49'"), "phone < '+49'");
}

// A rule that was stored before such comparisons were refused is still read.
TEST_F(RuleCheck, reads_stored_rules_that_would_be_refused_now)
{
    const RuleNames saved{declared, TenantId{1}, nullptr, {}};
    EXPECT_EQ(print(*read_rule("city > '100'", saved)), "city > '100' COLLATE \"C\"");
}

TEST_F(RuleCheck, refuses_a_case_that_can_never_be)
{
    EXPECT_TRUE(refuses("LOWER(city) = 'K\xC3\xB6ln'", "LOWER(city) is never 'K\xC3\xB6ln'; write "
                                                       "'k\xC3\xB6ln'"));
    EXPECT_EQ(printed("LOWER(city) = LOWER('K\xC3\xB6ln')"), "LOWER(city) = 'k\xC3\xB6ln'");
    EXPECT_EQ(printed("LOWER(city) IS NULL"), "city IS NULL");
}

TEST_F(RuleCheck, finds_groups_by_external_id_name_and_id)
{
    const auto vip = group("VIP");
    const auto twin = group("Twin");
    const auto other = group("Twin");
    const auto made = write([](Transaction& t) {
        Group draft;
        draft.name = "Wholesale";
        draft.external_id = "VIP-2";
        return create_group(t, draft);
    });
    EXPECT_EQ(read("MEMBER OF 'VIP'")->group, vip);
    EXPECT_EQ(read("MEMBER OF 'VIP-2'")->group, made->id);
    EXPECT_EQ(printed("NOT MEMBER OF 'VIP'"), "NOT MEMBER OF " + std::to_string(vip.value));
    EXPECT_TRUE(refuses("MEMBER OF 'vip'", "did you mean 'VIP'?"));
    EXPECT_TRUE(refuses("MEMBER OF 'none'", "no group has the external id or the name 'none'"));
    EXPECT_TRUE(refuses("MEMBER OF 99", "no group has the id 99"));
    EXPECT_TRUE(refuses("MEMBER OF 'Twin'", "give the id: " + std::to_string(twin.value) + " or " +
                                                std::to_string(other.value)));
}

// The members of a group with a rule have no stored beginning.
TEST_F(RuleCheck, accepts_since_with_groups_that_customers_are_added_to)
{
    const auto vip = group("VIP");
    const auto of_vip = "MEMBER OF " + std::to_string(vip.value);
    EXPECT_EQ(printed("MEMBER OF 'VIP' SINCE BEFORE NOW() - INTERVAL '30 days'"),
              of_vip + " SINCE BEFORE NOW() - INTERVAL '30 days'");
    EXPECT_EQ(printed("NOT MEMBER OF 'VIP' SINCE AFTER '2026-02-03'"),
              "NOT " + of_vip + " SINCE AFTER TIMESTAMP '2026-02-03'");
    const auto late = write([](Transaction& t) {
        Group draft;
        draft.name = "late";
        draft.rule = "created_at > DATE '2026-02-03'";
        return create_group(t, draft);
    });
    const auto of_late = "MEMBER OF " + std::to_string(late->id.value);
    for (const std::string text : {"MEMBER OF 'late'", of_late.c_str()}) {
        EXPECT_TRUE(
            refuses(text + " SINCE BEFORE NOW()", "the customers of 'late' follow from its"))
            << refusal(text + " SINCE BEFORE NOW()");
    }
    EXPECT_TRUE(refuses("MEMBER OF 'VIP' SINCE BEFORE NULL", "not NULL"));
    EXPECT_TRUE(refuses("MEMBER OF 'VIP' SINCE BEFORE 12", "SINCE is a time and compares with"));
    EXPECT_TRUE(refuses("MEMBER OF 'VIP' SINCE BEFORE 'soon'", "SINCE is a time"));
    EXPECT_TRUE(refuses("MEMBER OF 'VIP' SINCE AFTER EXTRACT(YEAR FROM NOW())", "SINCE is a time"));
    EXPECT_TRUE(refuses("MEMBER OF 'none' SINCE BEFORE NOW()", "no group has the external id"));
    const auto hidden = "\"since." + std::to_string(vip.value) + "\" IS NULL";
    EXPECT_NE(refusal(hidden), "accepted");
}

// A stored rule can be read after the groups that it names were renamed or removed.
TEST_F(RuleCheck, does_not_look_up_group_ids_without_rows)
{
    const RuleNames saved{declared, TenantId{1}, nullptr, {}};
    EXPECT_EQ(read_rule("MEMBER OF 99", saved)->group, GroupId{99});
    EXPECT_FALSE(read_rule("MEMBER OF 'vip'", saved));
}

// Printing a checked rule, parsing and checking it again gives the same rule.
TEST_F(RuleCheck, changes_nothing_the_second_time)
{
    const auto vip = group("VIP");
    for (const auto* text :
         {"tenure < 12 AND spent >= 0.1 OR ratio = 0.1",
          "ratio IN (1e300, 1e22, 123456789012, -0.0)", "ratio = 1.2345678901234567e-4",
          "ratio = 12345678901234567000e0", "spent = 1.005",
          "seen > '2026-02-03' AND joined <= '2026-02-03 10:00'", "contract NOT IN ('One year')",
          "tags && ARRAY['a', 5] OR NOT 'b' = ANY(tags)", "city ILIKE 'K%' AND UPPER(city) <> 'K'",
          "CAST(city AS NUMERIC) IN (1, 2.50, NULL)", "city < '5' COLLATE \"C\"",
          "EXTRACT(MONTH FROM seen) IN (1, 2) OR EXTRACT(DOW FROM joined) IS NULL",
          "EXTRACT(DAY FROM joined) = EXTRACT(DAY FROM NOW() + INTERVAL '1 week')",
          "active IS NOT TRUE", "MEMBER OF 'VIP' SINCE BEFORE '2026-02-03 10:00'",
          "NOT (consent OR MEMBER OF 'VIP')", "seen < NOW() - INTERVAL '1 mon'"}) {
        const auto rule = read(text);
        ASSERT_TRUE(rule) << text << ": " << rule.error().message;
        const RuleNames names{declared, TenantId{1}, &directory.rows(), {}};
        EXPECT_TRUE(equal_rules(*check(*rule, names), *rule)) << text;
        const auto again = read(print(*rule));
        ASSERT_TRUE(again) << print(*rule) << ": " << again.error().message;
        EXPECT_TRUE(equal_rules(*again, *rule)) << text << ": " << print(*rule);
    }
    EXPECT_TRUE(vip);
}

TEST_F(RuleCheck, finds_the_dependencies_of_a_rule)
{
    EXPECT_FALSE(depends_on_time(*parse("a < DATE '2026-02-03'")));
    EXPECT_TRUE(depends_on_time(*parse("b = 1 OR NOT (a IN (1, NOW()))")));
    EXPECT_EQ(groups_of(*parse("MEMBER OF 3 OR NOT MEMBER OF 1 AND MEMBER OF 3")),
              (std::vector{GroupId{1}, GroupId{3}}));
}

RulesByGroup rules(const std::vector<std::pair<std::int64_t, std::string>>& texts)
{
    RulesByGroup rules;
    for (const auto& [id, text] : texts) {
        rules[GroupId{id}] = std::make_shared<const Rule>(parse(text).value());
    }
    return rules;
}

// A group must not depend on itself, directly or through other groups.
TEST(RuleCycles, are_refused_with_the_path_of_the_cycle)
{
    const auto others = rules({{5, "MEMBER OF 6"}, {6, "a = 1 OR NOT MEMBER OF 7"}, {7, "a = 1"}});
    EXPECT_TRUE(check_cycles({}, *parse("MEMBER OF 5"), others));
    EXPECT_TRUE(check_cycles(GroupId{8}, *parse("MEMBER OF 5 AND MEMBER OF 6"), others));
    const auto cycle = check_cycles(GroupId{7}, *parse("MEMBER OF 9 OR MEMBER OF 5"), others);
    ASSERT_FALSE(cycle);
    EXPECT_NE(cycle.error().message.find("7 -> 5 -> 6 -> 7"), std::string::npos)
        << cycle.error().message;
    EXPECT_FALSE(check_cycles(GroupId{7}, *parse("MEMBER OF 7"), others));
    EXPECT_TRUE(check_cycles(GroupId{6}, *parse("MEMBER OF 7"), others)) << "its old rule is gone";
}

TEST(RuleCycles, chains_have_a_greatest_length)
{
    std::vector<std::pair<std::int64_t, std::string>> texts;
    for (std::int64_t id = 1; id < 16; ++id) {
        texts.emplace_back(id, "MEMBER OF " + std::to_string(id + 1));
    }
    const auto chain = rules(texts); // 15 rules, 1 -> … -> 16
    EXPECT_TRUE(check_cycles({}, *parse("MEMBER OF 1"), chain));
    EXPECT_TRUE(check_cycles(GroupId{16}, *parse("MEMBER OF 17"), chain));
    EXPECT_FALSE(check_cycles(GroupId{16}, *parse("MEMBER OF 7"), chain));
    auto longer = chain;
    longer.merge(rules({{16, "a = 1"}}));
    EXPECT_EQ(check_cycles({}, *parse("MEMBER OF 1"), longer).error().code, Code::too_large);
    EXPECT_EQ(check_cycles(GroupId{17}, *parse("MEMBER OF 1"), longer).error().code,
              Code::too_large);
}

} // namespace
} // namespace muster::rule

// Each rule in docs/rules.md is accepted, and each error in it has exactly that message.
#include <fstream>

#include <gtest/gtest.h>

#include "dialects/native/groups/rule_json.h"
#include "rule/check.h"
#include "rule/rule_analysis.h"
#include "store/memory/memory_store.h"

namespace muster::dialects::native {
namespace {

using namespace model;
using namespace rule;

CustomField field(std::string key, Type type, TextList values = {})
{
    CustomField declared;
    declared.key = std::move(key);
    declared.type = type;
    declared.values = std::move(values);
    return declared;
}

const DeclaredFields& declared()
{
    static const DeclaredFields fields{{
        field("contract", Type::enumeration, {"Month-to-month", "One year", "Two year"}),
        field("tenure", Type::integer),
        field("total_spent", Type::decimal),
        field("renewal", Type::date),
        field("ratio", Type::number),
        field("tags", Type::list),
        field("size", Type::text),
    }};
    return fields;
}

// The text with ids in place of group names, because this test has no directory. With rows it is
// read as a new rule, which must also be clear; without, as a stored one.
Result<Rule> read(std::string text, const Rows* rows = nullptr)
{
    if (const auto vip = text.find("'vip'"); vip != text.npos) text.replace(vip, 5, "1");
    return rule::read_rule(text, {declared(), {}, rows, {}});
}

// The lines of all blocks of that kind.
std::vector<std::string> block_lines(std::string_view kind)
{
    std::ifstream file(MUSTER_SOURCE_DIR "/docs/rules.md");
    std::vector<std::string> lines;
    bool is_internal = false;
    bool is_wanted = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("```")) {
            is_internal = !is_internal;
            is_wanted = is_internal && line.substr(3) == kind;
        } else if (is_wanted) {
            lines.push_back(line);
        }
    }
    return lines;
}

TEST(RulePage, rules_in_code_blocks_are_accepted)
{
    const auto lines = block_lines("sql");
    EXPECT_GT(lines.size(), 20U);
    for (const auto& line : lines) {
        const auto rule = read(line);
        EXPECT_TRUE(rule) << line << ": " << rule.error().message;
    }
}

TEST(RulePage, rules_in_tables_are_accepted)
{
    for (const auto* text :
         {"city = 'King''s Lynn'", "tenure < 12.5", "ratio > 1.5e-3", "NOT consent",
          "birth_date < DATE '2008-01-31'", "created_at >= TIMESTAMP '2026-02-03T09:15:00+01:00'",
          "contract <> 'one year'", "tags IS NOT NULL", "birth_date < '2008-01-31'", "city = NULL",
          "city = ''", "city NOT IN ('York', NULL)"}) {
        EXPECT_TRUE(read(text)) << text;
    }
}

TEST(RulePage, refusals_are_as_documented)
{
    const auto empty = store::make_memory_store();
    const auto lines = block_lines("");
    EXPECT_GE(lines.size(), 4U);
    for (const auto& line : lines) {
        const auto gap = line.find("   at ");
        ASSERT_NE(gap, line.npos) << line;
        const auto rule = read(line.substr(0, line.find("  ")), empty.get());
        ASSERT_FALSE(rule) << line;
        EXPECT_EQ(rule.error().message, line.substr(line.find("at ", gap)));
    }
}

TEST(RulePage, the_json_tree_is_accepted)
{
    std::string text;
    for (const auto& line : block_lines("json")) text += line + '\n';
    const auto tree = native::read_rule(parse_json(text).value());
    ASSERT_TRUE(tree) << tree.error().message;
    EXPECT_EQ(groups_of(*tree).size(), 1U);
}

} // namespace
} // namespace muster::dialects::native

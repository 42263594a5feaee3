// Hostile rules get an error or an answer in bounded time and memory (promise 11). Code that is
// quadratic or recurses without bound would hang or crash here.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "rule/check.h"
#include "rule/evaluate.h"
#include "rule/parse.h"
#include "rule/print.h"

namespace muster::rule {
namespace {

std::string repeated(std::string_view piece, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

Code refusal(std::string_view text)
{
    const auto rule = parse(text);
    EXPECT_FALSE(rule);
    if (rule) return Code::internal;
    EXPECT_LT(rule.error().message.size(), 500U);
    EXPECT_TRUE(is_utf8(rule.error().message));
    return rule.error().code;
}

TEST(RuleAttack, deep_nesting_is_refused)
{
    EXPECT_EQ(refusal(repeated("(", limits::rule_bytes)), Code::too_large);
    EXPECT_EQ(refusal(repeated(")", limits::rule_bytes)), Code::invalid_value);
    EXPECT_EQ(refusal(repeated("NOT ", limits::rule_bytes / 4)), Code::too_large);
    EXPECT_EQ(refusal(repeated("(", 65) + "a = 1" + repeated(")", 65)), Code::too_large);
    EXPECT_TRUE(parse(repeated("(", 64) + "a = 1" + repeated(")", 64)));
    EXPECT_TRUE(parse(repeated("NOT ", 63) + "a = 1"));
    EXPECT_EQ(refusal(repeated("NOT ", 64) + "a = 1"), Code::too_large);
}

TEST(RuleAttack, length_is_refused)
{
    EXPECT_EQ(refusal(repeated(" ", limits::rule_bytes + 1)), Code::too_large);
    EXPECT_EQ(refusal(repeated(" ", limits::rule_bytes)), Code::invalid_value);
    EXPECT_TRUE(parse("a = '" + std::string(limits::rule_bytes - 6, 'x') + "'"));
    EXPECT_TRUE(parse(std::string(limits::rule_bytes, 'a'))) << "a long name";
}

TEST(RuleAttack, ten_thousand_conditions_are_refused)
{
    EXPECT_EQ(refusal("a" + repeated(" OR a", 10'000)), Code::too_large);
    EXPECT_EQ(refusal("a" + repeated(" AND a", 10'000)), Code::too_large);
    EXPECT_EQ(refusal("(a)" + repeated("OR(a)", 10'000)), Code::too_large);
    EXPECT_EQ(refusal("NOT a" + repeated(" OR NOT a", 600)), Code::too_large) << "NOT counts";
    EXPECT_TRUE(parse("a" + repeated(" OR a", 998)));
}

// A rule is stored as it is printed, so a rule that is too long when printed is refused.
TEST(RuleAttack, what_is_too_long_when_printed_is_refused)
{
    const DeclaredFields none;
    const RuleNames names{none, {}, nullptr, {}};
    const std::string text = "id IN (1" + repeated(",1", 31'000) + ")";
    ASSERT_TRUE(parse(text));
    EXPECT_EQ(read_rule(text, names).error().code, Code::too_large);
}

TEST(RuleAttack, long_lists_of_values_are_one_condition)
{
    const auto rule = parse("a IN (1" + repeated(",1", 30'000) + ")");
    ASSERT_TRUE(rule);
    EXPECT_EQ(rule->terms.size(), 30'001U);
}

TEST(RuleAttack, invalid_characters_are_refused)
{
    EXPECT_EQ(refusal("a = '\xFF'"), Code::invalid_value);
    EXPECT_EQ(refusal("\xC3"), Code::invalid_value);
    EXPECT_EQ(refusal("a = '\xED\xA0\x80'"), Code::invalid_value) << "half a surrogate pair";
    EXPECT_EQ(refusal(std::string("a = 1\0 OR b", 11)), Code::invalid_value);
    EXPECT_EQ(refusal(std::string("a = 'x\0y'", 9)), Code::invalid_value);
    EXPECT_EQ(refusal("a = \x01"), Code::invalid_value);
    EXPECT_EQ(refusal("\xEF\xBB\xBF"
                      "= 1 2"),
              Code::invalid_value);
    EXPECT_EQ(refusal(repeated("'", limits::rule_bytes - 1)), Code::invalid_value);
    EXPECT_EQ(refusal(repeated("\"", limits::rule_bytes - 1)), Code::invalid_value);
    EXPECT_EQ(refusal(repeated("a.", limits::rule_bytes / 2)), Code::invalid_value);
}

TEST(RuleAttack, words_are_fields_only_in_quotes)
{
    for (const std::string word :
         {"and", "or", "not", "in", "between", "is", "null", "like", "member", "of", "true",
          "false", "date", "timestamp", "interval", "now", "ilike"}) {
        const auto quoted = parse('"' + word + "\" = 1");
        ASSERT_TRUE(quoted) << word;
        EXPECT_EQ(quoted->operand, word);
        EXPECT_EQ(print(*quoted), '"' + word + "\" = 1");
        EXPECT_TRUE(parse("fields." + word + " = 1")) << word;
        if (word == "true" || word == "false" || word == "null") continue; // constants: 1 = 1
        EXPECT_FALSE(parse(word + " = 1")) << word;
    }
}

TEST(RuleAttack, patterns_are_evaluated_in_bounded_time)
{
    const DeclaredFields none;
    Customer customer;
    customer.name = std::string(limits::line_chars, 'a');
    std::string text = "name LIKE '" + repeated("%a", 499) + "b'";
    for (int i = 0; i < 60; ++i) text += " OR name LIKE '" + repeated("%_a", 333) + "b'";
    const auto rule = read_rule(text, {none, {}, nullptr, {}});
    ASSERT_TRUE(rule) << rule.error().message;
    EXPECT_EQ(evaluate(*rule, customer, Time{}, [](GroupId) { return std::nullopt; }), Truth::no);
}

TEST(RuleAttack, suggestions_for_unknown_names_take_bounded_time)
{
    std::vector<CustomField> fields(limits::fields_per_tenant);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        fields[i].key = std::string(90, 'k') + std::to_string(i);
    }
    const DeclaredFields declared(fields);
    const RuleNames names{declared, {}, nullptr, {}};
    EXPECT_EQ(read_rule(std::string(60'000, 'x') + " = 1", names).error().code,
              Code::unknown_field);
    EXPECT_EQ(read_rule(std::string(100, 'k') + " = 1", names).error().code, Code::unknown_field);
}

} // namespace
} // namespace muster::rule

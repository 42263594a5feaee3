// Selections: names, nested names, and refusals in bounded time.
#include <gtest/gtest.h>

#include "wire/selection.h"

namespace muster::wire {
namespace {

TEST(Selection, selects_members_and_nested_members)
{
    const auto selection = Selection::parse(" total , items( id,billingPerson(name) )");
    ASSERT_TRUE(selection);
    EXPECT_TRUE(selection->has("total"));
    EXPECT_FALSE(selection->has("count"));
    const Selection& items = selection->inside("items");
    EXPECT_TRUE(items.has("id"));
    EXPECT_FALSE(items.has("email"));
    EXPECT_TRUE(items.inside("billingPerson").has("name"));
    EXPECT_FALSE(items.inside("billingPerson").has("city"));
    EXPECT_TRUE(items.inside("id").is_everything());
}

TEST(Selection, an_empty_selection_selects_everything)
{
    for (const auto* text : {"", "  "}) {
        const auto selection = Selection::parse(text);
        ASSERT_TRUE(selection);
        EXPECT_TRUE(selection->is_everything());
        EXPECT_TRUE(selection->has("anything"));
    }
}

TEST(Selection, refuses_unbalanced_parentheses)
{
    for (const auto* text :
         {"a(", "a)", "(a)", "a(b))", "a(b", "a(b)c", ")(", "a(b)(c)", "a,(b)"}) {
        EXPECT_FALSE(Selection::parse(text)) << text;
    }
}

TEST(Selection, refuses_what_is_too_deep_or_too_long)
{
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "a(";
    deep += std::string(100, ')');
    EXPECT_FALSE(Selection::parse(deep));
    EXPECT_FALSE(Selection::parse(std::string(5000, 'a')));
}

} // namespace
} // namespace muster::wire

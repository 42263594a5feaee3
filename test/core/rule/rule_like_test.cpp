// LIKE as PostgreSQL decides it, in bounded time.
#include <gtest/gtest.h>

#include "core/rule/like.h"

namespace muster::core {
namespace {

TEST(Like, fits_the_whole_text)
{
    EXPECT_TRUE(is_like("abc", "abc"));
    EXPECT_FALSE(is_like("abc", "ab"));
    EXPECT_FALSE(is_like("abc", "bc"));
    EXPECT_FALSE(is_like("abc", "ABC"));
    EXPECT_TRUE(is_like("", ""));
    EXPECT_FALSE(is_like("", "_"));
}

TEST(Like, has_a_sign_for_any_text)
{
    EXPECT_TRUE(is_like("ann@example.org", "%@example.org"));
    EXPECT_TRUE(is_like("", "%"));
    EXPECT_TRUE(is_like("abcabd", "%ab%d"));
    EXPECT_TRUE(is_like("aXbXc", "a%b%c"));
    EXPECT_FALSE(is_like("aXbX", "a%b%c"));
    EXPECT_TRUE(is_like("abc", "%%a%%c%%"));
    EXPECT_TRUE(is_like("mississippi", "%iss%ip%"));
    EXPECT_FALSE(is_like("ab", "%abc"));
}

TEST(Like, has_a_sign_for_one_code_point)
{
    EXPECT_TRUE(is_like("M\xC3\xBCller", "M_ller"));
    EXPECT_FALSE(is_like("M\xC3\xBCller", "M__ller"));
    EXPECT_TRUE(is_like("\xF0\x9F\x98\x80", "_"));
    EXPECT_TRUE(is_like("a\xF0\x9F\x98\x80z", "%_z"));
    EXPECT_FALSE(is_like("abc", "____%"));
}

TEST(Like, takes_signs_literally_behind_a_backslash)
{
    EXPECT_TRUE(is_like("100%", "100\\%"));
    EXPECT_FALSE(is_like("1000", "100\\%"));
    EXPECT_TRUE(is_like("a_b", "%\\_%"));
    EXPECT_FALSE(is_like("ab", "%\\_%"));
    EXPECT_TRUE(is_like("a\\b", "a\\\\b"));
    EXPECT_TRUE(is_like("ab", "\\a\\b"));
    EXPECT_FALSE(is_pattern("a\\"));
    EXPECT_TRUE(is_pattern("a\\\\"));
    EXPECT_FALSE(is_pattern("\\\\\\"));
    EXPECT_TRUE(is_pattern(""));
}

TEST(Like, ends_soon_whatever_the_pattern)
{
    std::string pattern;
    for (int i = 0; i < 300; ++i) pattern += "%a_";
    EXPECT_FALSE(is_like(std::string(10'000, 'a'), pattern + "b"));
}

} // namespace
} // namespace muster::core

// LIKE gives the answers of PostgreSQL, in bounded time.
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "rule/like.h"

namespace muster::rule {
namespace {

TEST(Like, must_match_the_whole_text)
{
    EXPECT_TRUE(is_like("abc", "abc"));
    EXPECT_FALSE(is_like("abc", "ab"));
    EXPECT_FALSE(is_like("abc", "bc"));
    EXPECT_FALSE(is_like("abc", "ABC"));
    EXPECT_TRUE(is_like("", ""));
    EXPECT_FALSE(is_like("", "_"));
}

TEST(Like, percent_matches_any_text)
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

TEST(Like, underscore_matches_one_code_point)
{
    EXPECT_TRUE(is_like("M\xC3\xBCller", "M_ller"));
    EXPECT_FALSE(is_like("M\xC3\xBCller", "M__ller"));
    EXPECT_TRUE(is_like("\xF0\x9F\x98\x80", "_"));
    EXPECT_TRUE(is_like("a\xF0\x9F\x98\x80z", "%_z"));
    EXPECT_FALSE(is_like("abc", "____%"));
}

TEST(Like, backslash_makes_the_next_character_literal)
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

// The definition of LIKE as a recursive function: % is tried with each possible text.
bool matches(std::string_view text, std::string_view pattern)
{
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '%') {
        return matches(text, pattern.substr(1)) ||
               (!text.empty() && matches(text.substr(1), pattern));
    }
    if (text.empty()) return false;
    if (pattern[0] == '_') {
        std::size_t bytes = 1;
        while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) {
            ++bytes;
        }
        return matches(text.substr(bytes), pattern.substr(1));
    }
    if (pattern[0] == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
    return pattern[0] == text[0] && matches(text.substr(1), pattern.substr(1));
}

TEST(Like, equals_its_recursive_definition)
{
    const char* const texts[] = {"a", "a", "b", "\xC3\xA9", "\xF0\x9F\x98\x80"};
    const char* const pieces[] = {"a", "a", "b", "\xC3\xA9", "_", "%", "\\_", "\\\xC3\xA9"};
    std::mt19937 random{7};
    int found = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string text;
        std::string pattern;
        for (auto left = random() % 12; left > 0; --left)
            text += texts[random() % std::size(texts)];
        for (auto left = random() % 8; left > 0; --left)
            pattern += pieces[random() % std::size(pieces)];
        ASSERT_EQ(is_like(text, pattern), matches(text, pattern)) << text << " LIKE " << pattern;
        found += is_like(text, pattern) ? 1 : 0;
    }
    EXPECT_GT(found, 1000);
}

// Patterns with repeated characters, for which the search changes to the Shift-And algorithm.
TEST(Like, finds_pieces_that_repeat_themselves)
{
    const std::string many(500, 'a');
    for (const std::size_t size : {20U, 63U, 64U, 65U, 130U, 300U}) {
        const std::string piece = "%" + std::string(size, 'a') + "_b%c";
        EXPECT_TRUE(is_like(many + "\xC3\xA9" + "bc", piece));
        EXPECT_TRUE(is_like(many + "bb" + many + "c", piece));
        EXPECT_FALSE(is_like(many + "c" + many, piece));
        EXPECT_FALSE(is_like(many + "bc", "%" + std::string(500, 'a') + "_b%c"));
        EXPECT_FALSE(
            is_like(std::string(size, 'a') + "\xC3\xA9\xC3\xA9" + "b" + many + "c", piece));
    }
}

TEST(Like, takes_linear_time_for_every_pattern)
{
    std::string pattern;
    for (int i = 0; i < 300; ++i) pattern += "%a_";
    EXPECT_FALSE(is_like(std::string(10'000, 'a'), pattern + "b"));
    // The simple search would need about 64 million comparisons for each text.
    const std::string piece = "%" + std::string(990, 'a') + "_b%";
    const std::string text(64 * 1024, 'a');
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(is_like(text, piece));
}

} // namespace
} // namespace muster::rule

// The word that was probably meant.
#include <gtest/gtest.h>

#include "base/similar.h"

namespace muster {
namespace {

TEST(Similar, DistanceCountsTypingErrors)
{
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", ""), 3U);
    EXPECT_EQ(edit_distance("group", "grop"), 1U);
    EXPECT_EQ(edit_distance("group", "gruop"), 1U); // two letters swapped
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Similar, NearestWordIsFoundWithoutCase)
{
    const std::vector<std::string> words{"create", "remove", "rename", "add"};
    EXPECT_EQ(most_similar("CRAETE", words), "create");
    EXPECT_EQ(most_similar("renam", words), "rename");
    EXPECT_EQ(most_similar("ad", words), "add");
}

TEST(Similar, AnotherWordIsNotTheNearestOne)
{
    const std::vector<std::string> words{"read", "write", "tls.key"};
    EXPECT_EQ(most_similar("admin", words), "");
    EXPECT_EQ(most_similar("tls.cert", words), "");
    EXPECT_EQ(most_similar(std::string(1000, 'r'), words), "");
    EXPECT_EQ(most_similar("read", {}), "");
}

} // namespace
} // namespace muster

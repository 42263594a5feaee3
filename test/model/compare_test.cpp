// Values compare exactly, also numbers of different types.
#include <limits>

#include <gtest/gtest.h>

#include "model/compare.h"

namespace muster::model {
namespace {

constexpr auto less = std::partial_ordering::less;
constexpr auto same = std::partial_ordering::equivalent;
constexpr auto unordered = std::partial_ordering::unordered;
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

TEST(CompareValues, integers_and_decimals_compare_exactly)
{
    EXPECT_EQ(compare_values(std::int64_t{12}, Decimal{120, 1}), same);
    EXPECT_EQ(compare_values(std::int64_t{12}, Decimal{121, 1}), less);
    EXPECT_EQ(compare_values(Decimal{1, 1}, Decimal{10, 2}), same);
    EXPECT_EQ(compare_values(Decimal{greatest - 1, 18}, Decimal{greatest, 18}), less);
    EXPECT_EQ(compare_values(Decimal{greatest, 18}, std::int64_t{greatest}), less);
    EXPECT_EQ(compare_values(std::int64_t{greatest - 1}, Decimal{greatest, 0}), less);
}

TEST(CompareValues, with_a_double_both_compare_as_doubles)
{
    EXPECT_EQ(compare_values(0.1, Decimal{1, 1}), same);
    EXPECT_EQ(compare_values(std::int64_t{9007199254740993}, 9007199254740992.0), same);
}

TEST(CompareValues, texts_compare_by_bytes)
{
    EXPECT_EQ(compare_values(std::string("Z"), std::string("a")), less);
    EXPECT_EQ(compare_values(std::string("z"), std::string("\xC3\xA4")), less);
    EXPECT_EQ(compare_values(std::string("a"), std::string("aa")), less);
}

TEST(CompareValues, other_types_are_unordered)
{
    EXPECT_EQ(compare_values(std::string("1"), std::int64_t{1}), unordered);
    EXPECT_EQ(compare_values(Value{}, Value{}), unordered);
    EXPECT_EQ(compare_values(TextList{"a"}, TextList{"a"}), unordered);
    EXPECT_EQ(compare_values(true, std::int64_t{1}), unordered);
}

} // namespace
} // namespace muster::model

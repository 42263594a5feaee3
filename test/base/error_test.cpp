// Errors are passed on unchanged.
#include <gtest/gtest.h>

#include "base/result.h"

namespace muster {
namespace {

Result<int> half(int number)
{
    if (number % 2 != 0) return fail(Code::invalid_value, "number", "must be even", "was odd");
    return number / 2;
}

Result<int> quarter(int number)
{
    const int halved = TRY(half(number));
    return half(halved);
}

TEST(Result, try_returns_the_first_error)
{
    EXPECT_EQ(quarter(8).value(), 2);
    ASSERT_FALSE(quarter(7));
    EXPECT_EQ(quarter(7).error().subject, "number");
    EXPECT_EQ(quarter(7).error().detail, "was odd");
    EXPECT_FALSE(quarter(6));
}

} // namespace
} // namespace muster

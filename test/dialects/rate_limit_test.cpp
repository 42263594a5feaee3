// Rate limits: bursts, refilling, and the number of callers that are recorded.
#include <gtest/gtest.h>

#include "dialects/rate_limit.h"

namespace muster::dialects {
namespace {

using std::chrono::seconds;

Time at(std::int64_t second) { return Time(seconds(1'000'000 + second)); }

TEST(Rates, are_read)
{
    EXPECT_EQ(parse_rate("600/min").value().requests, 600);
    EXPECT_EQ(parse_rate("600/min").value().period, seconds(60));
    EXPECT_EQ(parse_rate("1/s").value().period, seconds(1));
    EXPECT_EQ(parse_rate("9/h").value().period, seconds(3600));
    EXPECT_EQ(parse_rate("9/day").value().period, seconds(86400));
    for (const char* wrong : {"", "600", "/min", "0/min", "-1/min", "x/min", "600/", "600/year",
                              "600/min ", "1.5/s", "99999999999/s"})
        EXPECT_FALSE(parse_rate(wrong)) << wrong;
}

TEST(RateLimiting, allows_a_burst_of_the_whole_rate_and_then_refills)
{
    RateLimiter limiter({3, seconds(60)}, 10);
    for (std::int64_t left : {2, 1, 0}) {
        const auto granted = limiter.take(1, at(0));
        EXPECT_TRUE(granted.is_granted);
        EXPECT_EQ(granted.left, left);
    }
    const auto refused = limiter.take(1, at(1));
    EXPECT_FALSE(refused.is_granted);
    EXPECT_EQ(refused.wait, seconds(19));
    EXPECT_FALSE(limiter.take(1, at(19)).is_granted);
    EXPECT_TRUE(limiter.take(1, at(20)).is_granted);
    EXPECT_FALSE(limiter.take(1, at(20)).is_granted);
    // after a period without requests, the whole rate is available again, and no more
    for (int request = 0; request < 3; ++request) EXPECT_TRUE(limiter.take(1, at(1000)).is_granted);
    EXPECT_FALSE(limiter.take(1, at(1000)).is_granted);
}

TEST(RateLimiting, refused_requests_cost_nothing)
{
    RateLimiter limiter({1, seconds(10)}, 10);
    ASSERT_TRUE(limiter.take(1, at(0)).is_granted);
    for (int second = 1; second < 10; ++second)
        EXPECT_FALSE(limiter.take(1, at(second)).is_granted);
    EXPECT_TRUE(limiter.take(1, at(10)).is_granted);
}

TEST(RateLimiting, free_requests_return_what_is_left)
{
    RateLimiter limiter({2, seconds(60)}, 10);
    using enum RateLimiter::Price;
    EXPECT_EQ(limiter.take(1, at(0), free).left, 2);
    limiter.take(1, at(0));
    limiter.take(1, at(0));
    const auto polled = limiter.take(1, at(0), free);
    EXPECT_TRUE(polled.is_granted);
    EXPECT_EQ(polled.left, 0);
    EXPECT_EQ(polled.wait, seconds(30));
}

TEST(RateLimiting, callers_do_not_share)
{
    RateLimiter limiter({1, seconds(60)}, 10);
    EXPECT_TRUE(limiter.take(1, at(0)).is_granted);
    EXPECT_TRUE(limiter.take(2, at(0)).is_granted);
    EXPECT_FALSE(limiter.take(1, at(0)).is_granted);
}

TEST(RateLimiting, the_least_recently_seen_caller_is_dropped)
{
    RateLimiter limiter({1, seconds(60)}, 2);
    limiter.take(1, at(0));
    limiter.take(2, at(1));
    limiter.take(1, at(2)); // refused, but heard
    limiter.take(3, at(3)); // in place of 2
    EXPECT_FALSE(limiter.take(1, at(4)).is_granted);
    EXPECT_TRUE(limiter.take(2, at(5)).is_granted);
}

// One call that stands for many requests does not get them for the price of one.
TEST(RateLimiting, further_requests_are_owed_when_they_are_more_than_are_left)
{
    RateLimiter limiter({2, seconds(60)}, 10);
    ASSERT_TRUE(limiter.take(1, at(0)).is_granted);
    limiter.charge(1, at(0), 4);
    const auto refused = limiter.take(1, at(60));
    EXPECT_FALSE(refused.is_granted);
    EXPECT_EQ(refused.left, 0);
    EXPECT_EQ(refused.wait, seconds(60));
    EXPECT_TRUE(limiter.take(1, at(120)).is_granted);
}

TEST(RateLimiting, a_clock_that_is_set_back_blocks_no_caller)
{
    RateLimiter limiter({1, seconds(60)}, 2);
    limiter.take(1, at(100'000));
    EXPECT_TRUE(limiter.take(1, at(0)).is_granted);
    EXPECT_FALSE(limiter.take(1, at(1)).is_granted);
}

} // namespace
} // namespace muster::dialects

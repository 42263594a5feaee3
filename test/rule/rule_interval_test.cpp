// Intervals are parsed and added as in PostgreSQL. The expected sums come from PostgreSQL 15.
#include <gtest/gtest.h>

#include "rule/interval.h"

namespace muster::rule {
namespace {

Time time_of(std::string_view text) { return parse_instant(text).value(); }

std::string sum(std::string_view time, std::string_view interval)
{
    return format_plain(add(time_of(time), parse_interval(interval).value()));
}

TEST(Interval, is_read_in_every_spelling)
{
    EXPECT_EQ(parse_interval("1 year 2 months 3 days 4 hours"),
              (Interval{14, 3, 4 * 3'600'000'000}));
    EXPECT_EQ(parse_interval("1y 2mon 1w 3d"), (Interval{14, 10, 0}));
    EXPECT_EQ(parse_interval(" -1 YEAR +1 Month "), (Interval{-11, 0, 0}));
    EXPECT_EQ(parse_interval("2h 30 min 1 s 5 ms 7 us"),
              (Interval{0, 0, 2 * 3'600'000'000 + 30 * 60'000'000 + 1'005'007}));
}

TEST(Interval, is_refused_when_it_is_invalid_or_too_long)
{
    for (const auto* bad : {"", " ", "1", "year", "1.5 days", "1 fortnight", "- 1 day", "1 day,",
                            "99999999999999999999 days", "1 day ago", "\xC3\xA4"}) {
        EXPECT_EQ(parse_interval(bad).error().code, Code::invalid_value) << bad;
    }
    for (const auto* long_one : {"1001 years", "366001 days", "9223372036854775807 weeks",
                                 "600 years 600 years", "9000000 hours"}) {
        EXPECT_EQ(parse_interval(long_one).error().code, Code::too_large) << long_one;
    }
}

TEST(Interval, is_written_as_it_is_read)
{
    for (const auto* text : {"1 year 2 months 3 days 4 hours", "-1 year -1 month", "0 days",
                             "1 hour 1 minute 1 second 1 microsecond", "-3 days 2 hours"}) {
        EXPECT_EQ(format_interval(parse_interval(text).value()), text);
    }
}

TEST(Interval, adds_months_that_end_with_the_month)
{
    EXPECT_EQ(sum("2026-01-31 10:00:00", "1 month"), "2026-02-28 10:00:00");
    EXPECT_EQ(sum("2024-01-31 10:00:00", "1 month"), "2024-02-29 10:00:00");
    EXPECT_EQ(sum("2024-02-29 10:00:00", "-1 year"), "2023-02-28 10:00:00");
    EXPECT_EQ(sum("2026-03-31 00:00:00", "-1 month"), "2026-02-28 00:00:00");
    EXPECT_EQ(sum("2026-12-31 23:59:59", "2 months"), "2027-02-28 23:59:59");
    EXPECT_EQ(sum("2026-01-15 00:00:00", "-13 months"), "2024-12-15 00:00:00");
}

TEST(Interval, adds_months_then_days_then_the_rest)
{
    EXPECT_EQ(sum("2026-01-31 00:00:00", "1 month 1 day"), "2026-03-01 00:00:00");
    EXPECT_EQ(sum("2026-01-30 12:00:00", "1 month -1 day 36 hours"), "2026-03-01 00:00:00");
    EXPECT_EQ(sum("1960-03-01 00:00:00", "-1 second"), "1960-02-29 23:59:59");
}

} // namespace
} // namespace muster::rule

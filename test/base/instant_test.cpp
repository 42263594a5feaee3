// Instants and dates: all forms that are read and written, and what is refused.
#include <gtest/gtest.h>

#include "base/instant.h"

namespace muster {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

const Time instant = sys_days{2026y / 2 / 3} + 9h + 15min + 42s;

TEST(Instant, is_read_in_every_form)
{
    for (const auto* text :
         {"2026-02-03T09:15:42Z", "2026-02-03t09:15:42z", "2026-02-03 09:15:42",
          "2026-02-03  09:15:42", "2026-02-03 9:15:42", "2026-02-03T11:15:42+02:00",
          "2026-02-03 11:15:42 +0200", "2026-02-03T03:45:42-05:30", "2026-02-03T09:15:42.0Z",
          "2026-02-03 09:15:42 Z", "2026-02-04T00:15:42+15:00"}) {
        EXPECT_EQ(parse_instant(text), instant) << text;
    }
    EXPECT_EQ(parse_instant("2026-02-03 09:15"), instant - 42s);
    EXPECT_EQ(parse_instant("2026-02-03"), Time{sys_days{2026y / 2 / 3}});
}

TEST(Instant, is_truncated_to_microseconds)
{
    EXPECT_EQ(parse_instant("2026-02-03T09:15:42.5Z"), instant + 500ms);
    EXPECT_EQ(parse_instant("2026-02-03T09:15:42.000001Z"), instant + 1us);
    EXPECT_EQ(parse_instant("2026-02-03T09:15:42.123456789Z"), instant + 123'456us);
}

TEST(Instant, is_refused_when_it_is_invalid)
{
    for (const auto* bad : {"",
                            "now",
                            "2026",
                            "2026-02",
                            "26-02-03",
                            "2026-02-30",
                            "2026-13-01",
                            "2026-00-10",
                            "2026-02-00",
                            "2026-02-03T",
                            "2026-02-03T24:00:00Z",
                            "2026-02-03T09:60:00Z",
                            "2026-02-03T09:15:60Z",
                            "2026-02-03T09",
                            "2026-02-03T09:15:42.",
                            "2026-02-03T09:15:42X",
                            "2026-02-03T09:15:42Z ",
                            " 2026-02-03",
                            "2026-02-03T09:15:42+2",
                            "2026-02-03T09:15:42+02",
                            "2026-02-03T09:15:42+24:00",
                            "2026-02-03T09:15:42+02:60",
                            "2026-02-03T09:15:42ZZ",
                            "2026-02-03T09:15:42.1234567890Z",
                            "2026/02/03",
                            "20260203",
                            "-2026-02-03",
                            "2026-02-03x09:15"}) {
        EXPECT_FALSE(parse_instant(bad)) << bad;
    }
}

TEST(Instant, knows_leap_days)
{
    EXPECT_TRUE(parse_date("2024-02-29"));
    EXPECT_TRUE(parse_date("2000-02-29"));
    EXPECT_FALSE(parse_date("2023-02-29"));
    EXPECT_FALSE(parse_date("1900-02-29"));
    EXPECT_EQ(*parse_instant("2024-03-01T00:00:00+01:00"), sys_days{2024y / 2 / 29} + 23h);
}

TEST(Date, has_one_form)
{
    EXPECT_EQ(parse_date("2026-02-03"), sys_days{2026y / 2 / 3});
    EXPECT_EQ(parse_date("0001-01-01"), sys_days{1y / 1 / 1});
    for (const auto* bad : {"", "2026-2-3", "2026-02-3", "2026-02-03Z", "03-02-2026", "2026-04-31",
                            "2026-02-03T00:00", "2026-02-0\xd9\xa3"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
}

TEST(Instant, is_written_with_as_many_places_as_asked)
{
    const Time fine = instant + 7'008us;
    EXPECT_EQ(format_rfc3339(fine), "2026-02-03T09:15:42.007008Z");
    EXPECT_EQ(format_rfc3339(fine, Fraction::milliseconds), "2026-02-03T09:15:42.007Z");
    EXPECT_EQ(format_rfc3339(fine, Fraction::none), "2026-02-03T09:15:42Z");
    EXPECT_EQ(format_plain(fine), "2026-02-03 09:15:42");
    EXPECT_EQ(format_date(floor<days>(fine)), "2026-02-03");
}

TEST(Instant, before_1970_is_written_and_read_back)
{
    for (const Time time : {Time{-1us}, Time{sys_days{1815y / 12 / 10} + 1ms}, Time{},
                            Time{sys_days{9999y / 12 / 31} + 23h + 59min + 59s}}) {
        EXPECT_EQ(parse_instant(format_rfc3339(time)), time);
    }
    EXPECT_EQ(format_rfc3339(Time{-1us}), "1969-12-31T23:59:59.999999Z");
}

} // namespace
} // namespace muster

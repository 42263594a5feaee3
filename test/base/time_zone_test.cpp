// Local times of the zones of the system, on days when the clocks change.
#include <gtest/gtest.h>

#include "base/instant.h"
#include "base/time_zone.h"

namespace muster {
namespace {

Time at(std::string_view text) { return parse_instant(text).value(); }
LocalTime local(std::string_view text) { return LocalTime{at(text).time_since_epoch()}; }

std::string shown(LocalTime local) { return format_plain(Time{local.time_since_epoch()}); }

struct ZoneExample {
    const char* zone;
    const char* local;
    const char* time; // what the local time means
    const char* back; // what the clock shows then
};

constexpr ZoneExample examples[] = {
    {"Europe/Berlin", "2026-07-01 12:00:00", "2026-07-01 10:00:00", "2026-07-01 12:00:00"},
    {"Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29 01:30:00", "2026-03-29 03:30:00"},
    {"Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25 01:30:00", "2026-10-25 02:30:00"},
    {"Europe/Berlin", "1890-06-01 00:00:00", "1890-05-31 23:06:32", "1890-06-01 00:00:00"},
    {"Europe/Berlin", "2150-07-01 12:00:00", "2150-07-01 10:00:00", "2150-07-01 12:00:00"},
    {"Asia/Kathmandu", "2026-02-28 23:59:59", "2026-02-28 18:14:59", "2026-02-28 23:59:59"},
    {"America/Sao_Paulo", "2017-10-15 00:00:00", "2017-10-15 03:00:00", "2017-10-15 01:00:00"},
    {"America/Havana", "2026-11-01 00:30:00", "2026-11-01 05:30:00", "2026-11-01 00:30:00"},
    {"Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30 22:00:00", "2011-12-31 12:00:00"},
    {"UTC", "2026-03-29 02:30:00", "2026-03-29 02:30:00", "2026-03-29 02:30:00"},
};

TEST(TimeZone, knows_local_times_that_do_not_exist_or_occur_twice)
{
    for (const auto& example : examples) {
        const auto* zone = TimeZone::find(example.zone);
        ASSERT_NE(zone, nullptr) << example.zone;
        EXPECT_EQ(format_plain(to_time(zone, local(example.local))), example.time)
            << example.zone << ' ' << example.local;
        EXPECT_EQ(shown(to_local(zone, at(example.time))), example.back)
            << example.zone << ' ' << example.time;
    }
    EXPECT_EQ(to_time(nullptr, local("2026-03-29 02:30")), at("2026-03-29 02:30"));
}

// The table of days gives the same answers as the rules of the zone, around each change.
TEST(TimeZone, is_continuous_but_for_its_changes)
{
    using namespace std::chrono;
    for (const auto* name : {"Europe/Berlin", "Africa/Casablanca", "Pacific/Apia"}) {
        const auto* zone = TimeZone::find(name);
        ASSERT_NE(zone, nullptr);
        seconds last{};
        int changes = 0;
        for (Time time = at("2006-01-01"); time < at("2016-01-01"); time += minutes{30}) {
            const auto shown_time = to_local(zone, time);
            const auto offset = floor<seconds>(shown_time.time_since_epoch()) -
                                floor<seconds>(time.time_since_epoch());
            const auto again = to_time(zone, shown_time);
            ASSERT_TRUE(again == time || (again > time && again - time <= hours{1})) << name;
            if (offset != last) ++changes;
            last = offset;
        }
        EXPECT_GT(changes, 5) << name;
        EXPECT_LT(changes, 50) << name;
    }
}

TEST(TimeZone, takes_only_the_names_of_zones)
{
    for (const auto* name : {"", "europe/berlin", "Berlin", "../../etc/passwd", "/etc/localtime",
                             "file:/etc/localtime", "right/Europe/Berlin", "+01:00", "Factory"}) {
        EXPECT_EQ(TimeZone::find(name), nullptr) << name;
    }
    EXPECT_EQ(TimeZone::find("Asia/Calcutta")->name(), "Asia/Calcutta"); // an older name
    EXPECT_EQ(TimeZone::find("Europe/Berlin"), TimeZone::find("Europe/Berlin"));
}

TEST(TimeZone, proposes_the_name_that_was_probably_meant)
{
    for (const auto* name : {"Berlin", "europe/berlin", "Europe/Berln", "Germany/Berlin"}) {
        EXPECT_EQ(similar_time_zones(name), "; did you mean Europe/Berlin?") << name;
    }
    EXPECT_EQ(similar_time_zones("new york"), "; did you mean America/New_York?");
    EXPECT_EQ(similar_time_zones("somewhere else"), "");
}

} // namespace
} // namespace muster

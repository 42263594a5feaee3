// The line by which a node says whose connection it passes on, and which lines are refused.
#include <gtest/gtest.h>

#include "http/server/nodes/connection_origin.h"

namespace muster::http {
namespace {

TEST(ConnectionOrigins, are_read_as_they_were_written)
{
    for (const auto& origin : {ConnectionOrigin{"203.0.113.7", "nuweb", true},
                               ConnectionOrigin{"2001:db8::1", "", false},
                               ConnectionOrigin{"127.0.0.1", "ecwid", false}}) {
        auto line = origin_line(origin);
        ASSERT_TRUE(line.ends_with('\n'));
        line.pop_back();
        EXPECT_EQ(parse_origin_line(line), origin) << line;
    }
}

TEST(ConnectionOrigins, lose_the_zone_of_a_link_local_address)
{
    EXPECT_EQ(origin_line({"fe80::1%eth0", "", false}), "muster 1 fe80::1 http -\n");
}

TEST(ConnectionOrigins, are_nothing_else)
{
    for (const auto* line :
         {"", " ", "muster", "GET / HTTP/1.1", "muster 1 203.0.113.7 https",
          "muster 2 127.0.0.1 http -", "muster 1 127.0.0.1 ftp -", "muster 1 localhost http -",
          "muster 1 127.0.0.1 http ", "muster 1 127.0.0.1 http native more",
          "muster 1 127.0.0.1 http Native", "muster 1 127.0.0.1 http -\r",
          "muster  1 127.0.0.1 http -", "muster 1 127.0.0.1 http ../x"})
        EXPECT_EQ(parse_origin_line(line), std::nullopt) << line;
    EXPECT_EQ(parse_origin_line(std::string_view("muster 1 127.0.0.1\0 http -", 26)), std::nullopt);
}

} // namespace
} // namespace muster::http

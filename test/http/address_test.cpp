// How clients are counted, and what proxies may say about them.
#include <gtest/gtest.h>

#include "http/address.h"

namespace muster::http {
namespace {

bool holds(std::string_view range, std::string_view address)
{
    return AddressRange::parse(range).value().contains(parse_address(address).value());
}

TEST(Address, clients_of_ipv6_are_counted_by_their_network)
{
    EXPECT_EQ(address_group("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_group("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(address_group("2001:db8:1:2:ffff::1"), address_group("2001:db8:1:2::"));
    EXPECT_NE(address_group("2001:db8:1:3::"), address_group("2001:db8:1:2::"));
    EXPECT_EQ(address_group("no address"), "no address");
}

TEST(Address, ranges_hold_what_their_bits_say)
{
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.129"));
    EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.7", "192.0.2.6"));
    EXPECT_TRUE(holds("0.0.0.0/0", "8.8.8.8"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(holds("fd00::/8", "fd12::1"));
    EXPECT_TRUE(holds("::/0", "2001:db8::1"));
}

TEST(Address, what_is_no_range_is_refused)
{
    for (const auto* text : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::1/129",
                             "10.0.0.0/-1", "10.0.0.0/8x"}) {
        EXPECT_FALSE(AddressRange::parse(text)) << text;
    }
}

std::string client_of(std::vector<Header> headers)
{
    Request request;
    request.headers = std::move(headers);
    const std::vector ranges{AddressRange::parse("10.0.0.0/8").value()};
    return forwarded_client(request, "10.0.0.1", ranges);
}

TEST(Address, client_is_the_last_address_that_no_proxy_has)
{
    EXPECT_EQ(client_of({}), "10.0.0.1");
    EXPECT_EQ(client_of({{"X-Forwarded-For", "192.0.2.7"}}), "192.0.2.7");
    EXPECT_EQ(client_of({{"x-forwarded-for", "8.8.8.8, 192.0.2.7, 10.0.0.2"}}), "192.0.2.7");
    EXPECT_EQ(client_of({{"X-Forwarded-For", "8.8.8.8"}, {"X-Forwarded-For", "192.0.2.7"}}),
              "192.0.2.7");
    EXPECT_EQ(client_of({{"X-Forwarded-For", "10.0.0.3"}}), "10.0.0.3");
    EXPECT_EQ(client_of({{"X-Forwarded-For", "8.8.8.8, rubbish"}}), "10.0.0.1");
}

TEST(Address, forwarded_headers_can_be_removed)
{
    Request request;
    request.headers = {{"X-Forwarded-Host", "a"}, {"x-forwarded-for", "b"}, {"X-Forwarded", "c"}};
    remove_forwarded_headers(request);
    ASSERT_EQ(request.headers.size(), 1U);
    EXPECT_EQ(request.headers.front().name, "X-Forwarded");
}

} // namespace
} // namespace muster::http

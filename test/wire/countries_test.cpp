// Countries have the numbers of a widely used list, and are found by codes and names.
#include <set>

#include <gtest/gtest.h>

#include "wire/countries.h"

namespace muster::wire {
namespace {

TEST(Countries, are_numbered_in_alphabetical_order)
{
    ASSERT_EQ(countries().size(), 239U);
    std::set<std::string_view> codes;
    std::set<std::string_view> long_codes;
    for (std::size_t i = 0; i < countries().size(); ++i) {
        const Country& country = countries()[i];
        EXPECT_EQ(country.id, static_cast<std::int64_t>(i + 1)) << country.name;
        EXPECT_EQ(country.iso2.size(), 2U) << country.name;
        EXPECT_EQ(country.iso3.size(), 3U) << country.name;
        codes.insert(country.iso2);
        long_codes.insert(country.iso3);
        if (i > 0) {
            EXPECT_LT(countries()[i - 1].name, country.name);
        }
    }
    EXPECT_EQ(codes.size(), 239U);
    EXPECT_EQ(long_codes.size(), 239U);
}

TEST(Countries, has_the_numbers_that_clients_know)
{
    EXPECT_EQ(country_by_id(1)->name, "Afghanistan");
    EXPECT_EQ(country_by_id(225)->name, "United Kingdom");
    EXPECT_EQ(country_by_id(225)->phone_code, 44);
    EXPECT_EQ(country_by_id(226)->name, "United States");
    EXPECT_EQ(country_by_id(239)->name, "Zimbabwe");
    EXPECT_EQ(country_by_id(0), nullptr);
    EXPECT_EQ(country_by_id(240), nullptr);
    EXPECT_EQ(country_by_id(-1), nullptr);
}

TEST(Countries, are_found_by_code_and_name_without_case)
{
    EXPECT_EQ(country_by_iso2("gb")->id, 225);
    EXPECT_EQ(country_by_iso3("GBR")->id, 225);
    EXPECT_EQ(country_by_name("united kingdom")->id, 225);
    EXPECT_EQ(find_country(" us ")->id, 226);
    EXPECT_EQ(find_country("USA")->id, 226);
    EXPECT_EQ(find_country("United States")->id, 226);
    EXPECT_EQ(find_country("Narnia"), nullptr);
    EXPECT_EQ(find_country(""), nullptr);
}

TEST(Countries, newer_than_the_list_have_no_number)
{
    EXPECT_EQ(country_by_iso2("ME")->name, "Montenegro");
    EXPECT_EQ(country_by_iso2("ME")->id, 0);
}

TEST(States, are_found_by_code_within_their_country)
{
    EXPECT_EQ(find_state("us", "ca")->name, "California");
    EXPECT_EQ(find_state("CA", "QC")->name, "Quebec");
    EXPECT_EQ(find_state("CA", "TX"), nullptr);
    EXPECT_EQ(find_state("GB", "CA"), nullptr);
    EXPECT_EQ(states_of("US").size(), 52U); // with the District of Columbia and Puerto Rico
    EXPECT_EQ(states_of("CA").size(), 13U);
    EXPECT_TRUE(states_of("FR").empty());
}

} // namespace
} // namespace muster::wire

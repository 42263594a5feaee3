// The 14 forms of dates of profile fields (promise 40 of the dialect).
#include <gtest/gtest.h>

#include "dialects/nudgescribe/date_formats.h"

namespace muster::dialects::nudgescribe {
namespace {

struct DateExample {
    std::string_view format;
    std::string_view text;
};

constexpr DateExample third_of_may[] = {
    {"yyyy-MM-dd", "2026-05-03"},     {"dd/MM/yyyy", "03/05/2026"},
    {"MM/dd/yyyy", "05/03/2026"},     {"dd-MM-yyyy", "03-05-2026"},
    {"MM-dd-yyyy", "05-03-2026"},     {"dd.MM.yyyy", "03.05.2026"},
    {"yyyy/MM/dd", "2026/05/03"},     {"dd MMM yyyy", "03 May 2026"},
    {"MMM dd, yyyy", "May 03, 2026"}, {"MMMM dd, yyyy", "May 03, 2026"},
    {"dd MMMM yyyy", "03 May 2026"},  {"yy/MM/dd", "26/05/03"},
    {"dd/MM/yy", "03/05/26"},         {"MM/dd/yy", "05/03/26"},
};

constexpr Date day_of(int year, unsigned month, unsigned day)
{
    return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

TEST(DateFormats, write_and_read_each_form)
{
    ASSERT_EQ(date_formats().size(), std::size(third_of_may));
    for (const auto format : date_formats()) {
        const auto* row = std::find_if(std::begin(third_of_may), std::end(third_of_may),
                                       [&](const auto& one) { return one.format == format; });
        ASSERT_NE(row, std::end(third_of_may)) << format;
        EXPECT_EQ(write_date(day_of(2026, 5, 3), format), row->text);
        EXPECT_EQ(read_date(row->text, format), day_of(2026, 5, 3)) << row->text;
    }
}

TEST(DateFormats, read_every_day_that_they_wrote)
{
    for (const auto format : date_formats()) {
        for (Date day = day_of(1969, 1, 1); day <= day_of(2068, 12, 31);
             day += std::chrono::days(97)) {
            ASSERT_EQ(read_date(write_date(day, format), format), day) << format;
        }
    }
}

TEST(DateFormats, read_names_of_months_without_case_and_years_of_two_digits_around_1969)
{
    EXPECT_EQ(read_date("31 dEC 1999", "dd MMM yyyy"), day_of(1999, 12, 31));
    EXPECT_EQ(read_date("SEPTEMBER 09, 2026", "MMMM dd, yyyy"), day_of(2026, 9, 9));
    EXPECT_EQ(read_date("68/01/01", "yy/MM/dd"), day_of(2068, 1, 1));
    EXPECT_EQ(read_date("69/01/01", "yy/MM/dd"), day_of(1969, 1, 1));
}

TEST(DateFormats, refuse_what_is_not_exactly_in_the_form)
{
    for (const auto text : {"3/5/2026", "03/05/26", "03/05/2026 ", "03-05-2026", "29/02/2026",
                            "00/05/2026", "03/13/2026", "+3/05/2026", "", "03/05/20260"}) {
        EXPECT_EQ(read_date(text, "dd/MM/yyyy"), std::nullopt) << text;
    }
    EXPECT_EQ(read_date("03 Sept 2026", "dd MMM yyyy"), std::nullopt);
    EXPECT_EQ(read_date("03 Sep 2026", "dd MMMM yyyy"), std::nullopt);
}

} // namespace
} // namespace muster::dialects::nudgescribe

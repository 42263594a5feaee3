// Decimals as text, and the small maps of fields and extras.
#include <limits>

#include <gtest/gtest.h>

#include "model/value.h"

namespace muster::model {
namespace {

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto greatest_integer = std::numeric_limits<std::int64_t>::max();

TEST(Decimal, is_read_at_its_scale)
{
    EXPECT_EQ(parse_decimal("29.85", 2), (Decimal{2985, 2}));
    EXPECT_EQ(parse_decimal("29.8", 2), (Decimal{2980, 2}));
    EXPECT_EQ(parse_decimal("29", 2), (Decimal{2900, 2}));
    EXPECT_EQ(parse_decimal("-0.05", 2), (Decimal{-5, 2}));
    EXPECT_EQ(parse_decimal("+1", 0), (Decimal{1, 0}));
    EXPECT_EQ(parse_decimal(".5", 1), (Decimal{5, 1}));
    EXPECT_EQ(parse_decimal("5.", 1), (Decimal{50, 1}));
    EXPECT_EQ(parse_decimal("-.0", 0), (Decimal{0, 0}));
    EXPECT_EQ(parse_decimal("1.500", 1), (Decimal{15, 1})) << "trailing zeros are no places";
    EXPECT_EQ(parse_decimal("9223372036854775807", 0), (Decimal{greatest_integer, 0}));
    EXPECT_EQ(parse_decimal("-9223372036854775808", 0), (Decimal{least, 0}));
}

TEST(Decimal, is_refused_when_it_is_none_or_does_not_fit)
{
    for (const auto* bad : {"",
                            ".",
                            "-",
                            "+",
                            "-.",
                            "1.234",
                            "1,50",
                            "1e3",
                            "1.5.0",
                            "--1",
                            "+-1",
                            "-+1",
                            "1 ",
                            " 1",
                            "0x1",
                            "1.2x",
                            "1.00x",
                            "nan",
                            "92233720368547758.08",
                            "99999999999999999999"}) {
        EXPECT_FALSE(parse_decimal(bad, 2)) << bad;
    }
}

TEST(Decimal, is_written_with_all_its_places)
{
    EXPECT_EQ(format_decimal({2985, 2}), "29.85");
    EXPECT_EQ(format_decimal({2900, 2}), "29.00");
    EXPECT_EQ(format_decimal({-5, 2}), "-0.05");
    EXPECT_EQ(format_decimal({0, 3}), "0.000");
    EXPECT_EQ(format_decimal({7, 0}), "7");
    EXPECT_EQ(format_decimal({least, 4}), "-922337203685477.5808");
}

TEST(Decimal, is_read_back_as_written)
{
    for (const std::int64_t units : {least, greatest_integer, std::int64_t{0}, std::int64_t{-1}}) {
        for (const std::uint8_t scale : std::initializer_list<std::uint8_t>{0, 1, 2, 18}) {
            const Decimal decimal{units, scale};
            EXPECT_EQ(parse_decimal(format_decimal(decimal), scale), decimal);
        }
    }
}

TEST(Type, has_a_name_that_reads_back)
{
    for (const Type type : {Type::text, Type::integer, Type::number, Type::decimal, Type::boolean,
                            Type::date, Type::datetime, Type::enumeration, Type::list}) {
        EXPECT_EQ(parse_type(name_of(type)), type);
    }
    EXPECT_EQ(name_of(Type::enumeration), "enum");
    EXPECT_FALSE(parse_type("Text"));
}

TEST(FieldValues, are_sorted_by_key_and_keep_no_null)
{
    FieldValues fields;
    fields.set("b", std::int64_t{2});
    fields.set("a", std::string("x"));
    fields.set("b", std::int64_t{3});
    fields.set("c", true);
    fields.set("c", Value{});
    fields.set("never", Value{});
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(fields.begin()->first, "a");
    EXPECT_EQ(*fields.find("b"), Value{std::int64_t{3}});
    EXPECT_EQ(fields.find("c"), nullptr);
    FieldValues equal_values;
    equal_values.set("a", std::string("x"));
    equal_values.set("b", std::int64_t{3});
    EXPECT_EQ(fields, equal_values) << "the order of set() does not matter";
}

TEST(Extras, are_stored_per_dialect)
{
    Extras extras;
    extras.set("two", "{}");
    extras.set("one", "[1]");
    EXPECT_EQ(extras.of("one"), "[1]");
    EXPECT_EQ(extras.of("three"), "");
    extras.set("one", "");
    EXPECT_EQ(extras.of("one"), "");
    extras.set("two", "");
    EXPECT_TRUE(extras.empty());
}

TEST(Value, text_of_other_types_is_empty)
{
    EXPECT_EQ(text_of(Value{std::string("x")}), "x");
    EXPECT_EQ(text_of(Value{std::int64_t{1}}), "");
    EXPECT_TRUE(is_null(Value{}));
    EXPECT_FALSE(is_null(Value{false}));
}

} // namespace
} // namespace muster::model

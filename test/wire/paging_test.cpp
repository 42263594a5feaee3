// Cursors can be read back, but only in the list for which they were made.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "wire/paging.h"

namespace muster::wire {
namespace {

model::Query sorted_by(std::string operand, bool descending = false)
{
    model::Query query;
    query.sort = {std::move(operand), descending};
    return query;
}

TEST(Cursor, carries_every_type_of_value)
{
    const auto query = sorted_by("fields.any");
    const Time time{std::chrono::microseconds(1'770'109'200'123'456)};
    const std::vector<model::Value> values{
        {},
        true,
        std::int64_t{-9'007'199'254'740'993},
        2.5,
        7.0,
        model::Decimal{2985, 2},
        std::string("Ünïcode \"quoted\""),
        std::chrono::floor<std::chrono::days>(time),
        time,
        model::TextList{"a", "b"},
    };
    for (const auto& value : values) {
        const auto text = write_cursor({value, 42}, query);
        EXPECT_EQ(text.find_first_of("+/= &?#"), std::string::npos) << text;
        const auto cursor = read_cursor(text, query);
        ASSERT_TRUE(cursor) << "value number " << value.index();
        EXPECT_EQ(cursor->value, value);
        EXPECT_EQ(cursor->id, 42);
    }
}

TEST(Cursor, is_refused_in_another_list_or_order)
{
    const auto text = write_cursor({std::string("x"), 1}, sorted_by("email"));
    EXPECT_TRUE(read_cursor(text, sorted_by("email")));
    EXPECT_FALSE(read_cursor(text, sorted_by("name")));
    EXPECT_FALSE(read_cursor(text, sorted_by("email", true)));
    auto groups = sorted_by("email");
    groups.kind = model::Kind::group;
    EXPECT_FALSE(read_cursor(text, groups));
}

TEST(Cursor, refuses_other_texts)
{
    const auto query = sorted_by("id");
    for (const std::string json :
         {"", "{}", "[]", "null", R"(["customer+id",1])", R"(["customer+id",-1,null])",
          R"(["customer+id","1",null])", R"(["customer+id",1,["x",1]])",
          R"(["customer+id",1,["s",""]])", R"(["customer+id",1,["d",99999999]])",
          R"(["customer+id",1,["m",1,99]])", R"(["customer+id",1,["s","a","b"]])",
          R"(["customer+id",1,null,null])", R"(["customer+id",1.5,null])"}) {
        const auto cursor = read_cursor(to_base64url(json), query);
        ASSERT_FALSE(cursor) << json;
        EXPECT_EQ(cursor.error().code, Code::invalid_value);
        EXPECT_EQ(cursor.error().subject, "cursor");
    }
    EXPECT_FALSE(read_cursor("not base64!", query));
    EXPECT_FALSE(read_cursor(std::string(limits::cursor_bytes + 1, 'A'), query));
    EXPECT_FALSE(read_cursor(write_cursor({}, query) + "=", query));
}

TEST(ReadCount, returns_the_number_or_a_helpful_error)
{
    const Bounds bounds{.least = 1, .greatest = 100, .fallback = 20};
    EXPECT_EQ(read_count("limit", std::nullopt, bounds), 20);
    EXPECT_EQ(read_count("limit", "", bounds), 20);
    EXPECT_EQ(read_count("limit", "100", bounds), 100);
    for (const auto* text : {"0", "101", "-1", "x", "1.5", "1 2", "99999999999999999999"}) {
        const auto count = read_count("limit", text, bounds);
        ASSERT_FALSE(count) << text;
        EXPECT_EQ(count.error().subject, "limit");
        EXPECT_EQ(count.error().message, "must be a whole number from 1 to 100");
    }
}

TEST(ReadCount, clamps_when_the_api_does)
{
    const Bounds bounds{.least = 1, .greatest = 100, .fallback = 20, .excess = Excess::clamp};
    EXPECT_EQ(read_count("limit", "0", bounds), 1);
    EXPECT_EQ(read_count("limit", "5000", bounds), 100);
    EXPECT_FALSE(read_count("limit", "many", bounds));
}

} // namespace
} // namespace muster::wire

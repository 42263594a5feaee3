// JSON is read strictly and written compactly.
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "base/json.h"

namespace muster {
namespace {

Json parsed(std::string_view text)
{
    auto value = parse_json(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : Json("refused");
}

void expect_refused(std::string_view text, Code code = Code::invalid_value)
{
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text.substr(0, 80);
    EXPECT_EQ(value.error().code, code) << text.substr(0, 80);
    EXPECT_EQ(value.error().subject, "body");
}

TEST(ParseJson, reads_each_kind_of_value)
{
    const Json body = parsed(R"( {"a":null,"b":true,"c":-12,"d":0.5,"e":"x","f":[1,[]],"g":{}} )");
    EXPECT_TRUE(body.find("a")->is_null());
    EXPECT_EQ(*body.find("b")->as_bool(), true);
    EXPECT_EQ(*body.find("c")->as_integer(), -12);
    EXPECT_EQ(*body.find("d")->as_double(), 0.5);
    EXPECT_EQ(*body.find("e")->as_text(), "x");
    EXPECT_EQ(body.find("f")->as_array()->size(), 2U);
    EXPECT_TRUE(body.find("g")->is_object());
    EXPECT_EQ(body.find("h"), nullptr);
    EXPECT_EQ(body.as_object()->front().name, "a"); // in order of appearance
}

TEST(ParseJson, reads_lone_values)
{
    EXPECT_EQ(parsed("1"), Json(1));
    EXPECT_EQ(parsed(" \"x\" "), Json("x"));
    EXPECT_EQ(parsed("null"), Json());
    EXPECT_EQ(parsed("false"), Json(false));
    EXPECT_EQ(parsed("-0.5"), Json(-0.5));
}

TEST(ParseJson, reads_a_whole_number_as_an_integer_however_it_is_written)
{
    for (const auto* five : {"5", "5.0", "5.000", "50e-1", "0.5e1", "5e0", "5E+0"}) {
        EXPECT_EQ(parsed(five), Json(5)) << five;
    }
    EXPECT_EQ(parsed("-0.0"), Json(0));
    EXPECT_EQ(parsed("9007199254740991.0"), Json(std::int64_t{9007199254740991}));
    EXPECT_EQ(parsed(R"({"id":6.0})").find("id")->as_double(), nullptr);
    EXPECT_EQ(parsed("5.5"), Json(5.5));
    EXPECT_NE(parsed("9007199254740993.0").as_double(), nullptr) << "a double is not exact here";
    EXPECT_NE(parsed("1e300").as_double(), nullptr);
}

TEST(ParseJson, skips_one_byte_order_mark_at_the_start)
{
    EXPECT_EQ(parsed("\xef\xbb\xbf{\"a\":1}"), parsed("{\"a\":1}"));
    expect_refused("\xef\xbb\xbf");
    expect_refused("\xef\xbb\xbf\xef\xbb\xbf{}");
    expect_refused("{}\xef\xbb\xbf");
}

TEST(ParseJson, refuses_names_that_differ_by_case_where_an_api_ignores_case)
{
    const auto ignoring = [](const std::string& text) {
        return parse_json(text, limits::json_depth, NameCase::ignored).has_value();
    };
    EXPECT_FALSE(ignoring(R"({"email":"a","EMail":"b"})"));
    EXPECT_FALSE(ignoring(R"([{"x":{"a":1,"A":2}}])"));
    EXPECT_TRUE(ignoring(R"({"email":"a","mail":"b"})"));
    std::string many = "{";
    for (int i = 0; i < 40; ++i) many += "\"m" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(ignoring(many + "\"x\":0}"));
    EXPECT_FALSE(ignoring(many + "\"M7\":0}"));
    EXPECT_TRUE(parse_json(many + "\"M7\":0}"));
}

TEST(ParseJson, refuses_a_member_named_twice)
{
    expect_refused(R"({"a":1,"a":1})");
    expect_refused(R"([{"b":{"a":1,"\u0061":2}}])");
    std::string many = "{";
    for (int i = 0; i < 40; ++i) many += "\"m" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parse_json(many + "\"x\":0}"));
    expect_refused(many + "\"m7\":0}");
    EXPECT_TRUE(parse_json(R"({"a":1,"A":1,"b":{"a":1}})"));
}

TEST(ParseJson, refuses_more_depth_than_the_limit)
{
    const auto nested = [](std::size_t depth, const std::string& middle) {
        return std::string(depth, '[') + middle + std::string(depth, ']');
    };
    EXPECT_TRUE(parse_json(nested(limits::json_depth, "")));
    EXPECT_TRUE(parse_json(nested(limits::json_depth, "1")));
    expect_refused(nested(limits::json_depth + 1, "1"), Code::too_large);
    expect_refused(nested(100'000, ""), Code::too_large);
    EXPECT_FALSE(parse_json(std::string(100'000, '[')));
    std::string objects = "1";
    for (std::size_t i = 0; i < limits::json_depth; ++i) objects = "{\"a\":" + objects + "}";
    EXPECT_TRUE(parse_json(objects));
    expect_refused("{\"a\":" + objects + "}", Code::too_large);
    EXPECT_TRUE(parse_json("[[1]]", 2));
    EXPECT_FALSE(parse_json("[[[1]]]", 2));
}

TEST(ParseJson, refuses_what_is_not_json)
{
    for (const auto* bad : {"",
                            " ",
                            "{",
                            "}",
                            "[1",
                            "[1,]",
                            "{\"a\":1,}",
                            "{\"a\"}",
                            "{a:1}",
                            "{'a':1}",
                            "[1 2]",
                            "nul",
                            "True",
                            "NaN",
                            "Infinity",
                            "undefined",
                            "01",
                            "+1",
                            ".5",
                            "1.",
                            "1e",
                            "--1",
                            "0x1",
                            "\"",
                            "\"a",
                            "\"\\x\"",
                            "\"\\u12\"",
                            "// a\n1",
                            "/**/1",
                            "\"a\nb\"",
                            "\"a\tb\"",
                            "{}\xef\xbb\xbf",
                            "{\"a\":1 \"b\":2}",
                            "[\"a\":1]",
                            "{1:2}"}) {
        expect_refused(bad);
    }
    expect_refused(std::string_view("\"a\0b\"", 5));
}

TEST(ParseJson, refuses_text_after_the_value)
{
    for (const auto* bad : {"{}{}", "{}}", "[1]]", "1 1", "null,", "{\"a\":1}x", "\"a\"\"b\""}) {
        expect_refused(bad);
    }
    EXPECT_TRUE(parse_json("{}\n \t\r\n"));
}

TEST(ParseJson, refuses_bytes_that_are_not_utf8)
{
    for (const auto* bad :
         {"\"\xff\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "{\"\x80\":1}"}) {
        expect_refused(bad);
    }
    EXPECT_EQ(parsed("\"\xf0\x9f\x98\x80\""), Json("\xf0\x9f\x98\x80"));
}

TEST(ParseJson, pairs_surrogates_and_refuses_lone_ones)
{
    EXPECT_EQ(parsed(R"("\ud83d\ude00")"), Json("\xf0\x9f\x98\x80"));
    EXPECT_EQ(parsed(R"("\u00e9\u20AC")"), Json("\xc3\xa9\xe2\x82\xac"));
    EXPECT_EQ(*parsed(R"("a\u0000b")").as_text(), std::string("a\0b", 3));
    for (const auto* bad : {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\u0041")",
                            R"("\ude00\ud83d")", R"("\ud83d\ud83d")", R"({"\udfff":1})"}) {
        expect_refused(bad);
    }
}

TEST(ParseJson, reads_integers_beyond_64_bits_as_doubles)
{
    EXPECT_EQ(parsed("9223372036854775807"), Json(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(parsed("-9223372036854775808"), Json(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(parsed("9223372036854775808"), Json(9223372036854775808.0));
    EXPECT_EQ(parsed("1e2"), Json(100));
    EXPECT_EQ(parsed("1e-400"), Json(0));
    EXPECT_EQ(parsed("18446744073709551616"), Json(18446744073709551616.0));
    EXPECT_EQ(parsed("-9223372036854775809"), Json(-9223372036854775808.0));
    // ... and no other value changes
    EXPECT_EQ(parsed(R"([99999999999999999999, "\"99999999999999999999", 9223372036854775807])"),
              parsed(R"([1e20, "\"99999999999999999999", 9223372036854775807])"));
    EXPECT_EQ(parsed("[99999999999999999999, 1.99999999999999999999, 1e-0000000000000000000001]"),
              parsed("[1e20, 2.0, 0.1]"));
    EXPECT_EQ(parsed("{\"a\":100000000000000000000}"), parsed("{\"a\":1e20}"));
    expect_refused("1e400");
    expect_refused(std::string(400, '9')); // beyond a double
    expect_refused("099999999999999999999");
    expect_refused("99999999999999999999x");
    expect_refused("[99999999999999999999e]");
}

TEST(ParseJson, names_types_for_messages)
{
    EXPECT_EQ(type_name(Json()), "null");
    EXPECT_EQ(type_name(Json(true)), "a boolean");
    EXPECT_EQ(type_name(Json(1)), "a number");
    EXPECT_EQ(type_name(Json(0.5)), "a number");
    EXPECT_EQ(type_name(Json("")), "text");
    EXPECT_EQ(type_name(Json::array()), "a list");
    EXPECT_EQ(type_name(Json::object()), "an object");
}

TEST(Json, is_built_and_changed)
{
    Json body;
    body.set("a", 1);
    body.set("b", "x");
    body.set("a", Json::array()).push_back(2);
    body.erase("b");
    body.erase("none");
    EXPECT_EQ(body.text(), R"({"a":[2]})");
    Json list;
    list.push_back("x");
    EXPECT_EQ(list.text(), R"(["x"])");
}

TEST(JsonWriter, escapes_what_must_be_escaped)
{
    EXPECT_EQ(Json("\"\\/\b\f\n\r\t\x01\x1f\x7f").text(),
              "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\x7f\"");
    EXPECT_EQ(Json(std::string("a\0b", 3)).text(), "\"a\\u0000b\"");
    EXPECT_EQ(Json("\xe2\x82\xac").text(), "\"\xe2\x82\xac\"");
    Json object;
    object.set("a\"\n", 1);
    EXPECT_EQ(object.text(), R"({"a\"\n":1})");
}

TEST(JsonWriter, places_commas)
{
    std::string out = "prefix ";
    JsonWriter json(out);
    json.begin_object().name("a").begin_array().end_array().name("b").begin_array();
    json.integer(1).null().begin_object().end_object().text("x").raw("1.50").end_array();
    json.name("c").boolean(false).name("d").number(2.5).end_object();
    EXPECT_EQ(out, R"(prefix {"a":[],"b":[1,null,{},"x",1.50],"c":false,"d":2.5})");
}

TEST(JsonWriter, writes_null_for_infinity_and_nan)
{
    EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).text(), "null");
    EXPECT_EQ(Json(std::numeric_limits<double>::quiet_NaN()).text(), "null");
}

TEST(JsonWriter, never_writes_a_number_that_readers_take_for_a_long_integer)
{
    EXPECT_EQ(Json(1312131212131131300000.0).text(), "1312131212131131195392.0");
    EXPECT_EQ(parsed("1312131212131131300000.0"), Json(1312131212131131300000.0));
    EXPECT_EQ(Json(1e20).text(), "1e+20");
    EXPECT_EQ(Json(12.0).text(), "12");
}

Json random_json(std::mt19937& random, int depth)
{
    const auto below = [&](std::size_t bound) { return random() % bound; };
    const auto text = [&] {
        const std::vector<std::string> pieces{"a",        "\"",
                                              "\\",       "\n",
                                              "\xc3\xa9", "\xf0\x9f\x98\x80",
                                              "\x01",     "/",
                                              " ",        std::string(1, '\0')};
        std::string made;
        for (auto i = below(5); i > 0; --i) made += pieces[below(10)];
        return made;
    };
    switch (below(depth > 0 ? 7 : 5)) {
    case 0: return {};
    case 1: return Json(below(2) == 0);
    case 2: return Json(static_cast<std::int64_t>(std::uint64_t{random()} * random()));
    case 3: return Json(static_cast<double>(random()) / 3.0 + 0.1);
    case 4: return Json(text());
    case 5: {
        Json list = Json::array();
        for (auto i = below(5); i > 0; --i) list.push_back(random_json(random, depth - 1));
        return list;
    }
    default: {
        Json object = Json::object();
        for (auto i = below(5); i > 0; --i) object.set(text(), random_json(random, depth - 1));
        return object;
    }
    }
}

TEST(Json, is_read_back_as_written)
{
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int i = 0; i < 500; ++i) {
        const Json value = random_json(random, 5);
        const auto back = parse_json(value.text());
        ASSERT_TRUE(back) << value.text();
        ASSERT_EQ(*back, value) << value.text();
    }
}

TEST(Json, of_our_own_is_read_back_as_it_was_written)
{
    EXPECT_NE(parse_own_json("5.0")->as_double(), nullptr);
    EXPECT_NE(parse_own_json("5")->as_integer(), nullptr);
    EXPECT_NE(parse_json("5.0")->as_integer(), nullptr);
}

} // namespace
} // namespace muster

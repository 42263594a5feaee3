// Text: folding, UTF-8, numbers, hex and base64.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/text.h"

namespace muster {
namespace {

const std::string sharp_s = "\xc3\x9f";
const std::string dotless_i = "\xc4\xb1";
const std::string dotted_capital_i = "\xc4\xb0";
const std::string combining_dot = "\xcc\x87";

TEST(Fold, ascii_and_accents_lose_their_case)
{
    EXPECT_EQ(fold("Ada LOVELACE 42!"), "ada lovelace 42!");
    EXPECT_EQ(fold("\xc3\x89T\xc3\x89"), "\xc3\xa9t\xc3\xa9");
    EXPECT_EQ(fold(""), "");
}

TEST(Fold, the_german_sharp_s_is_two_letters)
{
    EXPECT_EQ(fold("Stra" + sharp_s + "e"), "strasse");
    EXPECT_EQ(fold("STRASSE"), "strasse");
    EXPECT_EQ(fold("\xe1\xba\x9e"), "ss"); // its capital
}

// Case folding does not depend on a language: the dotless i is a letter of its own, and the dotted
// capital I folds to i with a dot above.
TEST(Fold, the_turkish_letters_stay_apart)
{
    EXPECT_EQ(fold("I"), "i");
    EXPECT_EQ(fold(dotless_i), dotless_i);
    EXPECT_EQ(fold(dotted_capital_i), "i" + combining_dot);
    EXPECT_NE(fold("D" + dotless_i + "yarbakir"), fold("Diyarbakir"));
}

TEST(Fold, composition_and_ligatures_do_not_matter)
{
    EXPECT_EQ(fold("e\xcc\x81"), fold("\xc3\x89"));
    EXPECT_EQ(fold("\xef\xac\x81n"), "fin");
    EXPECT_EQ(fold("\xcf\x82"), fold("\xce\xa3")); // final and capital sigma
}

TEST(Fold, is_the_same_when_done_twice)
{
    for (const std::string& text :
         {"Stra" + sharp_s + "e", dotted_capital_i, std::string("\xce\xa3\xcf\x82\xc7\x84")}) {
        EXPECT_EQ(fold(fold(text)), fold(text));
    }
}

TEST(Fold, invalid_utf8_is_returned_unchanged) { EXPECT_EQ(fold("A\xff"), "A\xff"); }

TEST(Utf8, invalid_bytes_are_detected)
{
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("plain"));
    EXPECT_TRUE(is_utf8("\xf0\x9f\x98\x80"));
    EXPECT_FALSE(is_utf8("\x80"));
    EXPECT_FALSE(is_utf8("\xc3"));
    EXPECT_FALSE(is_utf8("\xc0\xaf"));         // overlong
    EXPECT_FALSE(is_utf8("\xed\xa0\x80"));     // a surrogate
    EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80")); // above U+10FFFF
}

TEST(Utf8, characters_are_counted_not_bytes)
{
    EXPECT_EQ(count_chars(""), 0U);
    EXPECT_EQ(count_chars("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4U);
}

TEST(Text, ascii_lower_case_leaves_other_letters)
{
    EXPECT_EQ(lower_ascii("ABC-\xc3\x89"), "abc-\xc3\x89");
    EXPECT_TRUE(equal_ignoring_ascii_case("Content-TYPE", "content-type"));
    EXPECT_FALSE(equal_ignoring_ascii_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_ascii_case("@", "`"));
    EXPECT_FALSE(equal_ignoring_ascii_case("[", "{"));
}

TEST(Text, trim_takes_blanks_from_both_ends)
{
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim(" \t "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Text, digits_of_drops_everything_else)
{
    EXPECT_EQ(digits_of("+44 (0)20-7946"), "440207946");
    EXPECT_EQ(digits_of("none"), "");
}

TEST(Text, split_returns_empty_pieces)
{
    using Pieces = std::vector<std::string_view>;
    EXPECT_EQ(split("a,b,,c", ','), (Pieces{"a", "b", "", "c"}));
    EXPECT_EQ(split(",", ','), (Pieces{"", ""}));
    EXPECT_EQ(split("a", ','), Pieces{"a"});
    EXPECT_EQ(split("", ','), Pieces{});
}

TEST(Number, integers_are_read_whole_or_not_at_all)
{
    EXPECT_EQ(parse_integer("0"), 0);
    EXPECT_EQ(parse_integer("-42"), -42);
    EXPECT_EQ(parse_integer("+7"), 7);
    EXPECT_EQ(parse_integer("007"), 7);
    EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    for (const auto* bad : {"", "+", "-", "+-1", "--1", " 1", "1 ", "1.0", "1e3", "0x1", "1,000",
                            "9223372036854775808", "\xd9\xa1"}) {
        EXPECT_FALSE(parse_integer(bad)) << bad;
    }
}

TEST(Number, decimals_are_read_whole_or_not_at_all)
{
    EXPECT_EQ(parse_number("0.5"), 0.5);
    EXPECT_EQ(parse_number("-1e-3"), -0.001);
    EXPECT_EQ(parse_number("+2."), 2.0);
    for (const auto* bad : {"", ".", "1.5x", "nan", "inf", "-inf", "1e999", "0x1p3", " 1", "1,5"}) {
        EXPECT_FALSE(parse_number(bad)) << bad;
    }
}

TEST(Number, are_printed_shortest_and_read_back_the_same)
{
    EXPECT_EQ(format_number(12.0), "12");
    EXPECT_EQ(format_number(0.5), "0.5");
    EXPECT_EQ(format_number(-0.1), "-0.1");
    EXPECT_EQ(format_number(100'000.0), "100000");
    EXPECT_EQ(format_number(-1e15), "-1000000000000000");
    for (const double value : {0.1 + 0.2, 1e300, 5e-324, 1.7976931348623157e308, 1e22, 123456.789,
                               9007199254740993.0, std::nextafter(1.0, 2.0)}) {
        EXPECT_EQ(parse_number(format_number(value)), value) << format_number(value);
    }
}

TEST(Hex, is_lower_case)
{
    EXPECT_EQ(to_hex(std::string_view("\x00\x0f\xff", 3)), "000fff");
    EXPECT_EQ(to_hex(""), "");
}

TEST(Base64, gives_the_vectors_of_rfc_4648)
{
    const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(to_base64(plain), encoded);
        EXPECT_EQ(from_base64(encoded), plain);
    }
}

TEST(TrimInvisible, removes_what_nobody_sees_at_both_ends)
{
    EXPECT_EQ(trim_invisible(" \t\r\na b\n "), "a b");
    EXPECT_EQ(trim_invisible("\u00a0a\u00a0b\u3000"), "a\u00a0b");         // no-break, ideographic
    EXPECT_EQ(trim_invisible("\u202a+49 30 1\u202c"), "+49 30 1");         // from a spreadsheet
    EXPECT_EQ(trim_invisible("\ufeff\u200b\u200ea@b\u2060\u2028"), "a@b"); // from a web page
    EXPECT_EQ(trim_invisible("\u00e4rger\u00e9"), "\u00e4rger\u00e9");
    EXPECT_EQ(trim_invisible(" \u00a0 \u200b"), "");
    EXPECT_EQ(trim_invisible(""), "");
}

TEST(TrimInvisible, leaves_what_is_no_character_or_no_blank)
{
    for (const auto text : {std::string_view("\xff a \xff"), std::string_view("\xa0"),
                            std::string_view("\0a\0", 3), std::string_view("\x1f")}) {
        EXPECT_EQ(trim_invisible(text), text);
    }
}

TEST(Base64, reads_both_alphabets_with_and_without_padding)
{
    const std::string bytes = "\xfb\xff\xfe";
    EXPECT_EQ(to_base64(bytes), "+//+");
    EXPECT_EQ(to_base64url(bytes), "-__-");
    EXPECT_EQ(from_base64("+//+"), bytes);
    EXPECT_EQ(from_base64("-__-"), bytes);
    EXPECT_EQ(to_base64url("f"), "Zg");
    EXPECT_EQ(from_base64("Zg"), "f");
}

TEST(Base64, refuses_what_is_not_base64)
{
    for (const auto* bad : {"A", "Zg===", "Z g=", "Zg==Zg==", "Z*==", "=Zg=", "AAAAA"}) {
        EXPECT_FALSE(from_base64(bad)) << bad;
    }
}

} // namespace
} // namespace muster

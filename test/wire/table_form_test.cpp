// How tables of other programs are written: separators, character sets, JSON arrays, long lines.
#include <gtest/gtest.h>

#include "base/text.h"
#include "wire/encoding.h"
#include "wire/json_array.h"
#include "wire/ndjson.h"
#include "wire/table_form.h"

namespace muster::wire {
namespace {

std::string detected(std::string_view bytes)
{
    EncodingDetector detector;
    for (std::size_t at = 0; at < bytes.size(); at += 5) detector.add(bytes.substr(at, 5));
    return detector.name();
}

std::string decoded(const std::string& encoding, std::string_view bytes, std::size_t piece)
{
    auto decoder = TextDecoder::open(encoding);
    EXPECT_TRUE(decoder);
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        decoder->decode(bytes.substr(at, piece), text);
    }
    decoder->finish(text);
    return text;
}

} // namespace

TEST(TableForm, the_separator_is_the_one_that_cuts_the_rows_alike)
{
    EXPECT_EQ(recognize_table("name;city;spent\nAnn;York;1.234,50\nBob;Bonn;99,00\n").separator,
              ';');
    EXPECT_EQ(recognize_table("name,note\nAnn,\"a;b;c\"\n").separator, ',');
    EXPECT_EQ(recognize_table("a\tb\n1\t2,3\n").separator, '\t');
    EXPECT_EQ(recognize_table("a|b\n1|2\n").separator, '|');
    EXPECT_EQ(recognize_table("email\nann@example.org\n").separator, ',');
    EXPECT_EQ(recognize_table("").separator, ',');
}

TEST(TableForm, a_line_of_the_spreadsheet_says_the_separator)
{
    const auto form = recognize_table("\xEF\xBB\xBFsep=|\r\na,b|c\r\n");
    EXPECT_EQ(form.separator, '|');
    EXPECT_EQ(form.begin, 10U);
    EXPECT_EQ(form.line, 2U);
}

TEST(TableForm, a_separator_has_one_sign_or_is_called_tab)
{
    EXPECT_EQ(parse_separator("tab"), '\t');
    EXPECT_EQ(parse_separator(";"), ';');
    EXPECT_FALSE(parse_separator("ab"));
    EXPECT_FALSE(parse_separator("\""));
    EXPECT_FALSE(parse_separator("x"));
    EXPECT_EQ(name_of_separator('\t'), "tab");
}

TEST(Encoding, is_recognised_by_marks_zeros_and_broken_characters)
{
    EXPECT_EQ(detected("email,name\nann@example.org,J\xC3\xB6rg\n"), "utf-8");
    EXPECT_EQ(detected("email,name\nann@example.org,J\xF6rg\n"), "windows-1252");
    EXPECT_EQ(detected("one broken \xFF row among J\xC3\xB6rg and K\xC3\xB6ln"), "utf-8");
    EXPECT_EQ(detected(std::string("a\0,\0b\0\n\0", 8)), "utf-16le");
    EXPECT_EQ(detected(std::string("\0a\0,\0b\0\n", 8)), "utf-16be");
    EXPECT_EQ(detected("\xFF\xFE"
                       "a"),
              "utf-16le");
}

// No stored value ever holds a replacement character: bytes without meaning stay what they are.
TEST(Encoding, bytes_without_meaning_pass_through_and_come_back)
{
    const std::string bytes = "J\xF6rg \x80 5 \x81";
    for (std::size_t piece = 1; piece < 5; ++piece) {
        const auto text = decoded("windows-1252", bytes, piece);
        EXPECT_EQ(text, "J\xC3\xB6rg \xE2\x82\xAC 5 \x81");
        EXPECT_FALSE(is_utf8(text));
        EXPECT_EQ(encode_text("windows-1252", text).value(), bytes);
    }
}

TEST(Encoding, utf_16_is_read_in_pieces_of_any_size)
{
    const std::string bytes("\xFF\xFE"
                            "a\0\xF6\0=\xD8\0\xDE",
                            10);
    for (std::size_t piece = 1; piece < 7; ++piece) {
        const auto text = decoded("utf-16le", bytes, piece);
        EXPECT_EQ(text, "\xEF\xBB\xBF"
                        "a\xC3\xB6\xF0\x9F\x98\x80");
        EXPECT_EQ(encode_text("utf-16le", text).value(), bytes);
    }
    EXPECT_FALSE(is_utf8(decoded("utf-16le", std::string("a\0\0\xD8z\0", 6), 100)));
    EXPECT_FALSE(TextDecoder::open("klingon"));
}

TEST(Encoding, what_is_no_text_is_named)
{
    const auto reason = [](std::string_view bytes) {
        EncodingDetector detector;
        detector.add(bytes);
        return detector.not_text();
    };
    EXPECT_EQ(reason("a,b\n1,2\n"), "");
    EXPECT_NE(reason("PK\x03\x04 and so on").find("xlsx"), std::string::npos);
    EXPECT_EQ(reason("a,b\n1\x01\x02,2\n"), "") << "a few control characters are the row's fault";
    EXPECT_NE(reason(std::string(1000, '\x01')).find("no text"), std::string::npos);
}

TEST(JsonArray, becomes_lines_with_the_numbers_of_its_own)
{
    const std::string_view text =
        "[\n  {\"a\": \"x],{\",\n   \"b\": [1]},\n  {\"a\": \"\\\"\"}\n]\n";
    for (std::size_t piece = 1; piece < 9; ++piece) {
        JsonArrayLines lines;
        std::string out;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            lines.feed(text.substr(at, piece), out);
        }
        lines.finish(out);
        NdjsonReader reader;
        reader.feed(out);
        reader.finish();
        EXPECT_EQ(reader.next(), R"({"a": "x],{",    "b": [1]})");
        EXPECT_EQ(reader.line(), 2U);
        EXPECT_EQ(reader.next(), R"({"a": "\""})");
        EXPECT_EQ(reader.line(), 4U);
        EXPECT_FALSE(reader.next());
    }
}

// Promise 13: a line that is too long is refused, and the lines behind it are read.
TEST(Ndjson, a_line_that_is_too_long_does_not_end_the_file)
{
    const std::string text = "{}\n" + std::string(limits::csv_record_bytes + 10, 'x') + "\n{}";
    NdjsonReader reader;
    std::vector<bool> too_long;
    for (std::size_t at = 0; at < text.size(); at += 100'000) {
        reader.feed(std::string_view(text).substr(at, 100'000));
        while (reader.next()) too_long.push_back(reader.is_too_long());
    }
    reader.finish();
    while (reader.next()) too_long.push_back(reader.is_too_long());
    EXPECT_EQ(too_long, (std::vector<bool>{false, true, false}));
    EXPECT_EQ(reader.line(), 3U);
}

} // namespace muster::wire

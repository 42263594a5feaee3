// CSV as in RFC 4180, and as spreadsheets write it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/csv.h"

namespace muster::wire {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

// All records of the text, which is passed to the reader in pieces of this size.
Result<std::vector<CsvRecord>> read_all(std::string_view text, std::size_t piece = 1 << 20,
                                        CsvLimits limits = {}, char separator = ',')
{
    CsvReader reader(limits, {}, separator);
    std::vector<CsvRecord> records;
    CsvRecord record;
    while (!text.empty()) {
        reader.feed(text.substr(0, piece));
        text.remove_prefix(std::min(piece, text.size()));
        while (TRY(reader.next(record))) records.push_back(record);
    }
    reader.finish();
    while (TRY(reader.next(record))) records.push_back(record);
    return records;
}

Rows rows_of(std::string_view text, std::size_t piece = 1 << 20)
{
    Rows rows;
    const auto records = read_all(text, piece);
    EXPECT_TRUE(records) << records.error().message;
    if (!records) return rows;
    for (const auto& record : *records) rows.push_back(record.fields);
    return rows;
}

std::string error_of(std::string_view text)
{
    const auto records = read_all(text);
    return records ? "" : records.error().message;
}

// Of the record on that line; empty when it has none.
std::string problem_at(std::size_t line, std::string_view text, CsvLimits limits = {})
{
    const auto records = read_all(text, 3, limits);
    if (!records) return records.error().message;
    for (const auto& record : *records) {
        if (record.line == line && record.problem) return record.problem->message;
    }
    return {};
}

TEST(CsvReader, reads_plain_and_quoted_values)
{
    EXPECT_EQ(rows_of("a,b\r\n1,\"two, \"\"2\"\"\"\r\n,\r\n"),
              (Rows{{"a", "b"}, {"1", "two, \"2\""}, {"", ""}}));
}

TEST(CsvReader, takes_every_line_end_and_skips_empty_lines)
{
    EXPECT_EQ(rows_of("a\nb\r\nc\rd\n\n\r\n\re"), (Rows{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}));
    EXPECT_EQ(rows_of("a\r\"b\""), (Rows{{"a"}, {"b"}}));
}

TEST(CsvReader, skips_the_byte_order_mark_of_spreadsheets)
{
    EXPECT_EQ(rows_of("\xEF\xBB\xBF\"id\",name\n"), (Rows{{"id", "name"}}));
    EXPECT_EQ(rows_of("\xEF\xBB", 1), (Rows{{"\xEF\xBB"}}));
    EXPECT_EQ(rows_of("\xEF\xBB\xBF"), Rows{});
}

TEST(CsvReader, reads_the_same_from_pieces_of_any_size)
{
    const std::string text = "\xEF\xBB\xBFid,\"na\"\"me\"\r\n1,\"a\r\nb\"\r\n\r\n2,\"\"\n3,";
    const Rows whole = rows_of(text);
    EXPECT_EQ(whole, (Rows{{"id", "na\"me"}, {"1", "a\r\nb"}, {"2", ""}, {"3", ""}}));
    for (std::size_t piece = 1; piece < 8; ++piece) EXPECT_EQ(rows_of(text, piece), whole);
}

TEST(CsvReader, returns_the_line_on_which_a_record_begins)
{
    const auto records = read_all("a\r\n\r\n\"b\r\nc\nd\"\ne\n");
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 3U);
    EXPECT_EQ((*records)[0].line, 1U);
    EXPECT_EQ((*records)[1].line, 3U);
    EXPECT_EQ((*records)[2].line, 6U);
}

TEST(CsvReader, ends_only_at_a_quote_that_is_never_closed)
{
    EXPECT_EQ(error_of("a\nb,\"c\nd\n"), "line 2: this quote is never closed");
    EXPECT_EQ(error_of("a\n\"b\"c\n"), "");
}

// Promise 13: one bad row never takes the rows behind it with it.
TEST(CsvReader, refuses_a_broken_record_and_reads_the_next)
{
    const std::string_view text = "a,b\n\"Robert \"Bob\" Ray\",x\n1,2\n";
    EXPECT_THAT(problem_at(2, text), HasSubstr("after a closing quote"));
    EXPECT_EQ(problem_at(3, text), "");
    EXPECT_EQ(rows_of(text).back(), (std::vector<std::string>{"1", "2"}));
}

TEST(CsvReader, takes_a_quote_inside_a_plain_value_as_a_character)
{
    EXPECT_EQ(rows_of("1,Robert \"Bob\" Ray,5\" pipe\n"),
              (Rows{{"1", "Robert \"Bob\" Ray", "5\" pipe"}}));
}

TEST(CsvReader, skips_blanks_around_quotes)
{
    for (std::size_t piece = 1; piece < 9; ++piece) {
        EXPECT_EQ(rows_of("1,  \"a, b\"  , c\n", piece), (Rows{{"1", "a, b", " c"}}));
    }
}

TEST(CsvReader, refuses_records_over_its_limits_and_reads_the_next)
{
    const CsvLimits small{.record_bytes = 10, .fields = 3};
    EXPECT_EQ(problem_at(1, "12345,67890\n1,2,3\n", small), "");
    EXPECT_THAT(problem_at(1, "12345,678901\n", small), HasSubstr("10 bytes"));
    EXPECT_THAT(problem_at(2, "x\n1,2,3,4\n", small), HasSubstr("3 values"));
    const auto records = read_all("x\n\"" + std::string(1000, 'y') + "\"\nz\n", 7, small);
    ASSERT_TRUE(records);
    EXPECT_EQ(records->back().fields, std::vector<std::string>{"z"});
    EXPECT_FALSE(records->back().problem);
}

TEST(CsvReader, says_where_each_record_begins)
{
    const auto records = read_all("\xEF\xBB\xBF"
                                  "a\r\nbc\n\nd",
                                  2);
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 3U);
    EXPECT_EQ((*records)[0].offset, 3U);
    EXPECT_EQ((*records)[1].offset, 6U);
    EXPECT_EQ((*records)[2].offset, 10U);
}

TEST(CsvReader, reads_other_separators)
{
    const auto records = read_all("a;b,c\n1;\"2;3\"\n", 100, {}, ';');
    ASSERT_TRUE(records);
    EXPECT_THAT((*records)[0].fields, ElementsAre("a", "b,c"));
    EXPECT_THAT((*records)[1].fields, ElementsAre("1", "2;3"));
}

TEST(CsvWriter, writes_what_the_reader_reads_back)
{
    const Rows rows{{"plain", "with, comma", "with \"quote\""},
                    {"two\r\nlines", " blank before", ""},
                    {""},
                    {"\xEF\xBB\xBFmark", "\xC3\xA9"}};
    std::string text;
    for (const auto& row : rows) write_csv_record(text, row);
    EXPECT_THAT(text, testing::StartsWith("plain,\"with, comma\",\"with \"\"quote\"\"\"\r\n"));
    EXPECT_EQ(rows_of(text), rows);
}

} // namespace
} // namespace muster::wire

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
                                        CsvLimits limits = {})
{
    CsvReader reader(limits);
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

TEST(CsvReader, refuses_broken_quotes_and_names_the_line)
{
    EXPECT_EQ(error_of("a\nb,\"c\nd\n"), "line 2: this quote is never closed");
    EXPECT_THAT(error_of("a\nb,c\"d\n"), HasSubstr("line 2: a quote inside a value"));
    EXPECT_THAT(error_of("a\n\"b\"c\n"), HasSubstr("line 2: after the closing quote"));
}

TEST(CsvReader, refuses_records_over_its_limits)
{
    const CsvLimits small{.record_bytes = 10, .fields = 3};
    EXPECT_TRUE(read_all("12345,67890\n1,2,3\n", 100, small));
    EXPECT_EQ(read_all("12345,678901\n", 100, small).error().code, Code::too_large);
    EXPECT_EQ(read_all("x\n1,2,3,4\n", 100, small).error().code, Code::too_large);
    EXPECT_EQ(read_all("\"a quote that swallows", 100, small).error().code, Code::too_large);
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

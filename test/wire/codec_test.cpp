// Each codec reads what it writes and has helpful errors; lenient ones read what real clients send.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/codec.h"

namespace muster::wire {
namespace {

using model::Value;

Result<Value> read(const Codec& codec, std::string_view json)
{
    const auto value = TRY(parse_json(json));
    return codec.read(value);
}

struct CodecCase {
    const Codec* codec;
    std::string_view json;
    std::string_view written; // empty: refused
};

std::string rewritten(const CodecCase& row)
{
    const auto value = read(*row.codec, row.json);
    if (!value) return {};
    if (is_null(*value)) return "null";
    std::string text;
    JsonWriter out(text);
    row.codec->write(out, *value);
    return text;
}

TEST(Codecs, read_and_write_by_this_table)
{
    const CodecCase rows[] = {
        {&text_codec, R"("a")", R"("a")"},
        {&text_codec, R"("")", "null"},
        {&text_codec, "1", ""},
        {&lenient_text_codec, "233", R"("233")"},
        {&lenient_text_codec, "true", R"("true")"},
        {&lenient_text_codec, "[]", ""},
        {&integer_codec, "12", "12"},
        {&integer_codec, "12.5", ""},
        {&integer_codec, R"("12")", ""},
        {&lenient_integer_codec, R"("12")", "12"},
        {&lenient_integer_codec, R"(" ")", "null"},
        {&lenient_integer_codec, R"("12x")", ""},
        {&lenient_integer_codec, "true", ""},
        {&integer_text_codec, "12", R"("12")"},
        {&boolean_codec, "true", "true"},
        {&boolean_codec, R"("true")", ""},
        {&lenient_boolean_codec, R"("TRUE")", "true"},
        {&lenient_boolean_codec, "0", "false"},
        {&lenient_boolean_codec, R"("yes")", ""},
        {&instant_codec, R"("2026-02-03T09:15:42.5Z")", R"("2026-02-03T09:15:42.500000Z")"},
        {&instant_codec, "1", ""},
        {&instant_seconds_codec, R"("2026-02-03 11:15:42 +0200")", R"("2026-02-03T09:15:42Z")"},
        {&plain_instant_codec, R"("2026-02-03T09:15:42Z")", R"("2026-02-03 09:15:42")"},
        {&plain_instant_codec, R"("2026-02-30T09:15:42Z")", ""},
        {&date_codec, R"("2026-02-03")", R"("2026-02-03")"},
        {&date_codec, R"("03.02.2026")", ""},
        {&text_list_codec, R"(["a","b"])", R"(["a","b"])"},
        {&text_list_codec, "[]", "null"},
        {&text_list_codec, "[1]", ""},
        {&text_list_codec, R"("a")", ""},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(rewritten(row), row.written) << row.codec->name << " of " << row.json;
    }
}

TEST(Codecs, have_errors_that_name_valid_values)
{
    EXPECT_EQ(read(integer_codec, "true").error().message, "must be an integer, not a boolean");
    EXPECT_THAT(read(date_codec, R"("x")").error().message, testing::HasSubstr("2026-02-03"));
}

} // namespace
} // namespace muster::wire

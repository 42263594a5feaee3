// Forms: each reads what it writes, says what would be right, and lenient ones read what clients
// really send.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/form.h"

namespace muster::wire {
namespace {

using model::Value;

Result<Value> read(const Form& form, std::string_view json)
{
    const auto value = TRY(parse_json(json));
    return form.read(value);
}

struct Row {
    const Form* form;
    std::string_view json;
    std::string_view written; // empty: refused
};

std::string rewritten(const Row& row)
{
    const auto value = read(*row.form, row.json);
    if (!value) return {};
    if (is_null(*value)) return "null";
    std::string text;
    JsonWriter out(text);
    row.form->write(out, *value);
    return text;
}

TEST(Forms, read_and_write_by_this_table)
{
    const Row rows[] = {
        {&text_form, R"("a")", R"("a")"},
        {&text_form, R"("")", "null"},
        {&text_form, "1", ""},
        {&lenient_text_form, "233", R"("233")"},
        {&lenient_text_form, "true", R"("true")"},
        {&lenient_text_form, "[]", ""},
        {&integer_form, "12", "12"},
        {&integer_form, "12.5", ""},
        {&integer_form, R"("12")", ""},
        {&lenient_integer_form, R"("12")", "12"},
        {&lenient_integer_form, R"(" ")", "null"},
        {&lenient_integer_form, R"("12x")", ""},
        {&lenient_integer_form, "true", ""},
        {&integer_text_form, "12", R"("12")"},
        {&boolean_form, "true", "true"},
        {&boolean_form, R"("true")", ""},
        {&lenient_boolean_form, R"("TRUE")", "true"},
        {&lenient_boolean_form, "0", "false"},
        {&lenient_boolean_form, R"("yes")", ""},
        {&instant_form, R"("2026-02-03T09:15:42.5Z")", R"("2026-02-03T09:15:42.500000Z")"},
        {&instant_form, "1", ""},
        {&instant_seconds_form, R"("2026-02-03 11:15:42 +0200")", R"("2026-02-03T09:15:42Z")"},
        {&plain_instant_form, R"("2026-02-03T09:15:42Z")", R"("2026-02-03 09:15:42")"},
        {&plain_instant_form, R"("2026-02-30T09:15:42Z")", ""},
        {&date_form, R"("2026-02-03")", R"("2026-02-03")"},
        {&date_form, R"("03.02.2026")", ""},
        {&text_list_form, R"(["a","b"])", R"(["a","b"])"},
        {&text_list_form, "[]", "null"},
        {&text_list_form, "[1]", ""},
        {&text_list_form, R"("a")", ""},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(rewritten(row), row.written) << row.form->name << " of " << row.json;
    }
}

TEST(Forms, say_what_would_be_right)
{
    EXPECT_EQ(read(integer_form, "true").error().message, "must be an integer, not a boolean");
    EXPECT_THAT(read(date_form, R"("x")").error().message, testing::HasSubstr("2026-02-03"));
}

} // namespace
} // namespace muster::wire

// Case files are parsed, and answers are compared with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/case_file.h"
#include "dialects/expectation.h"

namespace muster::dialects::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CaseFile, is_read_step_by_step)
{
    const auto steps = parse_steps(R"(# Top of the file

# A group can
# be renamed
@later 2m
PUT /groups/{{group}}
Authorization: Bearer {{key}}

{"name":
  "VIP"}

=> 200
ETag: {{*tag}}
{"name": "VIP"}

@own-port
GET /groups

=> 204
(empty body)

DELETE /groups/1
=> 200

# no more
)");
    ASSERT_TRUE(steps) << steps.error().message;
    ASSERT_EQ(steps->size(), 3U);
    const CaseStep& rename = (*steps)[0];
    EXPECT_EQ(rename.title, "A group can be renamed");
    EXPECT_EQ(rename.line, 6U);
    EXPECT_EQ(rename.later, std::chrono::minutes(2));
    EXPECT_EQ(rename.target, "/groups/{{group}}");
    ASSERT_EQ(rename.headers.size(), 1U);
    EXPECT_EQ(rename.headers[0].value, "Bearer {{key}}");
    EXPECT_EQ(rename.body, "{\"name\":\n  \"VIP\"}");
    EXPECT_EQ(rename.expected.status, "200");
    ASSERT_EQ(rename.expected.headers.size(), 1U);
    EXPECT_EQ(rename.expected.body, "{\"name\": \"VIP\"}");
    EXPECT_TRUE((*steps)[1].on_own_port);
    EXPECT_EQ((*steps)[1].expected.body, "");
    EXPECT_EQ((*steps)[2].expected.body, std::nullopt);
}

TEST(CaseFile, reads_multipart_lines_and_escaped_marks)
{
    const auto steps =
        parse_steps("@crlf\n@escapes\nPOST /x\nA: b\n\n--b\n\n\\#1\\xff\n--b--\n=> 400\n");
    ASSERT_TRUE(steps) << steps.error().message;
    EXPECT_EQ((*steps)[0].body, "--b\r\n\r\n#1\\xff\r\n--b--\r\n");
    EXPECT_EQ(unescape(R"(a\xff\r\n\\n\")"), "a\xFF\r\n\\n\\\"");
}

TEST(CaseFile, says_where_it_is_wrong)
{
    const auto message = [](std::string_view text) {
        const auto steps = parse_steps(text);
        return steps ? "" : steps.error().message;
    };
    EXPECT_THAT(message("GET /a\n"), HasSubstr("no '=> status'"));
    EXPECT_THAT(message("\nhello\n"), HasSubstr("line 2: expected a request line"));
    EXPECT_THAT(message("@nonsense\nGET /a\n=> 200"), HasSubstr("unknown directive @nonsense"));
    EXPECT_THAT(message("GET /a\nbody\n=> 200"), HasSubstr("expected 'Name: value'"));
}

TEST(Variables, are_replaced_and_functions_called)
{
    Variables variables;
    variables.set("user", "ada");
    variables.set("n", "3");
    const auto expand = [&](std::string_view text) {
        const auto expanded = variables.expand(text);
        return expanded ? *expanded : "error: " + expanded.error().message;
    };
    EXPECT_EQ(expand(R"({"id":{{n}}})"), R"({"id":3})");
    EXPECT_EQ(expand("{{base64:{{user}}:{{md5:x}}}}"),
              "YWRhOjlkZDRlNDYxMjY4YzgwMzRmNWM4NTY0ZTE1NWM2N2E2");
    EXPECT_EQ(expand("{{repeat:ab:3}}{{nested:2}}"), "ababab[[]]");
    EXPECT_EQ(expand(R"([{{each:1:{{n}}:{"id": %}}}])"), R"([{"id": 1},{"id": 2},{"id": 3}])");
    EXPECT_EQ(expand("{{any}} {{*new_id:integer}} {{"), "{{any}} {{*new_id:integer}} {{");
    EXPECT_THAT(expand("{{nobody}}"), HasSubstr("nothing is called {{nobody}}"));
}

std::vector<std::string> differences(std::string_view expected, std::string_view got)
{
    Variables variables;
    Comparison comparison(variables);
    comparison.body(expected, got);
    return comparison.differences();
}

TEST(Comparison, reads_json_as_json)
{
    EXPECT_THAT(differences(R"({"a": 1, "b": [1, "x"]})", R"({"b":[1.0,"x"],"a":1})"), IsEmpty());
    EXPECT_THAT(differences(R"({"a": 1})", R"({"a":2,"b":3})"),
                ElementsAre("body.a: expected 1, got 2", "body.b: not expected: 3"));
    EXPECT_THAT(differences(R"({"a": {"b": 1}})", R"({"a":{}})"),
                ElementsAre("body.a.b: is missing"));
    EXPECT_THAT(differences(R"([1, 2])", R"([1])"), ElementsAre("body: must have 2 items, has 1"));
    EXPECT_THAT(differences(R"({"a": "1"})", R"({"a":1})"),
                ElementsAre("body.a: expected \"1\", got 1"));
    EXPECT_THAT(differences(R"({"a": 1})", "<html>"), ElementsAre(HasSubstr("must be JSON")));
    EXPECT_THAT(differences(R"({"a": 1,})", R"({"a":1})"),
                testing::Contains(HasSubstr("not valid JSON")));
}

TEST(Comparison, allows_more_with_three_dots)
{
    EXPECT_THAT(differences(R"({"a": 1, ...})", R"({"a":1,"b":2})"), IsEmpty());
    EXPECT_THAT(differences(R"({"l": [1, ...], "o": {...}})", R"({"l":[1,2,3],"o":{"x":1}})"),
                IsEmpty());
    EXPECT_THAT(differences(R"({"a": "...", "b": "{{absent}}", ...})", R"({"a":"...","c":1})"),
                IsEmpty());
    EXPECT_THAT(differences(R"({"b": "{{absent}}", ...})", R"({"b":1})"),
                ElementsAre("body.b: must not be there, is 1"));
}

TEST(Comparison, finds_an_item_anywhere_in_a_list)
{
    const auto* list = R"([{"id":1,"n":"a"},{"id":2,"n":"b"}])";
    EXPECT_THAT(differences(R"([..., {"id": 2, ...}, ...])", list), IsEmpty());
    EXPECT_THAT(differences(R"([..., {"id": 2, "n": "c"}, ...])", list), testing::SizeIs(1));
}

TEST(Comparison, supports_each_matcher)
{
    EXPECT_THAT(differences(R"(["{{any}}", {{integer}}, "{{number}}", "{{bool}}", "{{text}}"])",
                            R"([null, 1, 1.5, true, "x"])"),
                IsEmpty());
    EXPECT_THAT(
        differences(R"(["{{time}}", "{{time}}", "{{date}}", "{{digits}}"])",
                    R"(["2026-02-03T09:00:01Z", "2026-02-03 09:00:01", "2026-02-03", "7"])"),
        IsEmpty());
    EXPECT_THAT(differences(R"(["{{integer}}", "{{time}}", "{{text}}", "{{digits}}"])",
                            R"(["1", "2026-02-03", "", "x7"])"),
                testing::SizeIs(4));
}

TEST(Comparison, captures_values_for_later_steps)
{
    Variables variables;
    Comparison comparison(variables);
    comparison.body(R"({"id": "{{*id:integer}}", "at": {{*at}}, "href": "/groups/{{*gid}}?x"})",
                    R"({"id": 17, "at": "now", "href": "/groups/g-1?x"})");
    comparison.text("Location", "{{any}}/v1/{{*last}}", "http://host/v1/99");
    EXPECT_THAT(comparison.differences(), IsEmpty());
    EXPECT_EQ(*variables.find("id"), "17");
    EXPECT_EQ(*variables.find("at"), "now");
    EXPECT_EQ(*variables.find("gid"), "g-1");
    EXPECT_EQ(*variables.find("last"), "99");
}

} // namespace
} // namespace muster::dialects::test

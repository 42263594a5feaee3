// How an answer is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server/response_writer.h"

namespace muster::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string written(const Response& response, ResponseFraming framing = {})
{
    std::string out;
    append_head(out, response, framing, "today");
    if (has_body(response, framing)) out += response.body;
    return out;
}

TEST(Writer, writes_one_whole_answer)
{
    EXPECT_EQ(written({201, "{}", "application/json", {{"Location", "/v1/groups/1"}}}),
              "HTTP/1.1 201 Created\r\nDate: today\r\nContent-Type: application/json\r\n"
              "Content-Length: 2\r\nLocation: /v1/groups/1\r\n\r\n{}");
}

TEST(Writer, tells_head_the_length_without_the_body)
{
    const auto bytes = written({200, "12345", "text/plain", {}}, {true, true, false});
    EXPECT_THAT(bytes, HasSubstr("Content-Length: 5\r\n"));
    EXPECT_TRUE(bytes.ends_with("\r\n\r\n"));
}

TEST(Writer, gives_no_body_to_statuses_that_have_none)
{
    for (int status : {204, 304}) {
        const auto bytes = written({status, "x", "text/plain", {}});
        EXPECT_THAT(bytes, Not(HasSubstr("Content-")));
        EXPECT_TRUE(bytes.ends_with("\r\n\r\n"));
    }
}

TEST(Writer, says_how_the_connection_goes_on)
{
    EXPECT_THAT(written({}, {false, false, false}), HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(written({}, {false, true, true}), HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_THAT(written({}), Not(HasSubstr("Connection")));
}

TEST(Writer, lets_no_header_break_out_of_its_line)
{
    Response response;
    response.body = "x";
    response.content_type = "a\r\nEvil: 1";
    response.headers = {
        {"A", "1\r\nEvil: 2"}, {"B\r\nEvil", "3"}, {"C", std::string(1, '\0')}, {"", "4"},
        {"D:", "5"},           {"Good", "6"}};
    const auto bytes = written(response);
    EXPECT_THAT(bytes, Not(HasSubstr("Evil")));
    EXPECT_TRUE(bytes.ends_with("Content-Length: 1\r\nGood: 6\r\n\r\nx"));
}

TEST(Writer, sets_the_framing_alone)
{
    Response response{200, "x", "text/plain", {}};
    response.headers = {
        {"content-length", "99"}, {"Transfer-Encoding", "chunked"}, {"Connection", "upgrade"}};
    EXPECT_EQ(written(response), written({200, "x", "text/plain", {}}));
}

TEST(Writer, turns_an_impossible_status_into_500)
{
    for (int status : {0, 99, 100, 1000, -1})
        EXPECT_TRUE(written({status, "", "", {}}).starts_with("HTTP/1.1 500 "));
}

TEST(DateText, has_the_form_of_http)
{
    DateText date;
    EXPECT_THAT(std::string(date.now()),
                testing::MatchesRegex("[A-Z][a-z]+, [0-9]+ [A-Z][a-z]+ 20[0-9]+ [0-9:]+ GMT"));
    EXPECT_EQ(date.now().size(), 29u);
}

} // namespace
} // namespace muster::http

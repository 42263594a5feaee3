// Multipart bodies as real clients send them, with right or wrong content types.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "wire/multipart.h"

namespace muster::wire {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(std::string_view content_type, std::string_view body)
{
    Pairs pairs;
    const auto parts = read_multipart(content_type, body);
    EXPECT_TRUE(parts) << parts.error().message;
    if (!parts) return pairs;
    for (const auto& part : *parts) pairs.emplace_back(part.name, part.value);
    return pairs;
}

Code code_of(std::string_view content_type, std::string_view body)
{
    const auto parts = read_multipart(content_type, body);
    return parts ? Code::internal : parts.error().code;
}

TEST(Multipart, reads_what_curl_sends_as_application_json)
{
    const std::string body = "--------------------------0123456789abcdef\r\n"
                             "Content-Disposition: attachment; name=\"group_name\"\r\n\r\n"
                             "VIP\r\n"
                             "--------------------------0123456789abcdef\r\n"
                             "Content-Disposition: attachment; name=\"group_description\"\r\n\r\n"
                             "two\r\nlines\r\n"
                             "--------------------------0123456789abcdef--\r\n";
    EXPECT_EQ(pairs_of("application/json; boundary=------------------------0123456789abcdef", body),
              (Pairs{{"group_name", "VIP"}, {"group_description", "two\r\nlines"}}));
    EXPECT_TRUE(looks_multipart("application/json", body));
}

TEST(Multipart, takes_names_quoted_bare_and_after_a_file_name)
{
    const std::string body = "--b\r\ncontent-disposition: form-data; name=city\r\n\r\nLeeds\r\n"
                             "--b\r\nContent-Disposition: form-data; filename=\"a;b\\\"c\"; "
                             "NAME=\"a \\\"b\\\"\"\r\nContent-Type: text/plain\r\n\r\nx\r\n"
                             "--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--";
    EXPECT_EQ(pairs_of("multipart/form-data; boundary=\"b\"", body),
              (Pairs{{"city", "Leeds"}, {"a \"b\"", "x"}}));
}

TEST(Multipart, finds_the_boundary_in_the_body_when_the_content_type_is_wrong)
{
    const std::string body = "--real\nContent-Disposition: form-data; name=a\n\n1\n--real--\n";
    EXPECT_EQ(pairs_of("application/json", body), (Pairs{{"a", "1"}}));
    EXPECT_EQ(pairs_of("multipart/form-data; boundary=other", body), (Pairs{{"a", "1"}}));
}

TEST(Multipart, reads_bytes_and_text_that_looks_like_a_delimiter)
{
    const std::string body =
        "preamble\r\n--b \r\nContent-Disposition: form-data; name=a\r\n\r\n"
        "x--b\r\n--bc\r\n\xFF\r\n--b\r\nContent-Disposition: form-data; name=e\r\n\r\n\r\n--b--";
    EXPECT_EQ(pairs_of("multipart/form-data; boundary=b", body),
              (Pairs{{"a", "x--b\r\n--bc\r\n\xFF"}, {"e", ""}}));
}

TEST(Multipart, accepts_a_missing_last_delimiter)
{
    const std::string body = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
    EXPECT_EQ(pairs_of("x/y; boundary=b", body), (Pairs{{"a", "1"}}));
    EXPECT_EQ(pairs_of("x/y; boundary=b", "--b--\r\n"), Pairs{});
    EXPECT_EQ(pairs_of("x/y; boundary=b", "--b--"), Pairs{});
}

TEST(Multipart, refuses_what_it_cannot_read)
{
    EXPECT_EQ(code_of("x/y; boundary=b", "no delimiter"), Code::invalid_value);
    EXPECT_EQ(code_of("x/y", "no boundary"), Code::invalid_value);
    EXPECT_EQ(code_of("x/y", "--"), Code::invalid_value);
    EXPECT_EQ(code_of("x/y; boundary=b", "--b\r\nno colon\r\n\r\n1\r\n--b--"), Code::invalid_value);
    EXPECT_EQ(code_of("x/y; boundary=b", "--b\r\nA: b\r\n--b--"), Code::invalid_value);
}

TEST(Multipart, refuses_what_is_over_its_limits)
{
    std::string many;
    for (std::size_t i = 0; i <= limits::multipart_parts; ++i) {
        many += "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
    }
    EXPECT_EQ(code_of("x/y; boundary=b", many), Code::too_large);
    const std::string header(limits::multipart_header_bytes, 'h');
    EXPECT_EQ(code_of("x/y; boundary=b", "--b\r\nA: " + header + "\r\n\r\n1\r\n--b--"),
              Code::too_large);
    const std::string boundary(limits::multipart_boundary_chars + 1, 'b');
    EXPECT_EQ(code_of("x/y", "--" + boundary + "\r\n"), Code::too_large);
}

// A megabyte of text that looks like delimiters must not take quadratic time: the test would hang.
TEST(Multipart, takes_linear_time_on_hostile_bodies)
{
    std::string body = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n";
    for (int i = 0; i < 200'000; ++i) body += "\n--bx";
    EXPECT_EQ(pairs_of("x/y; boundary=b", body).size(), 1U);
    std::string dashes(1'000'000, '-');
    read_multipart("x/y; boundary=-", dashes);
    read_multipart("x/y; boundary=" + std::string(100, '-'), dashes);
}

TEST(Multipart, reads_the_boundary_of_any_media_type)
{
    EXPECT_EQ(boundary_of("multipart/form-data; charset=utf-8; Boundary=\"a b\""), "a b");
    EXPECT_EQ(boundary_of("application/json"), std::nullopt);
    EXPECT_EQ(boundary_of("application/json; boundary="), std::nullopt);
    EXPECT_EQ(boundary_of(";;; boundary"), std::nullopt);
}

} // namespace
} // namespace muster::wire

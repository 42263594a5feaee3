// How targets, escapes and forms are parsed, and which are refused.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/request.h"

namespace muster::http {
namespace {

using Segments = std::vector<std::string>;

Request parsed(std::string_view target)
{
    Request request;
    EXPECT_TRUE(parse_target(target, request)) << target;
    return request;
}

bool is_refused(std::string_view target)
{
    Request request;
    return !parse_target(target, request);
}

TEST(Target, is_split_before_it_is_decoded)
{
    EXPECT_EQ(parsed("/a/b%2Fc/%C3%A9").segments, (Segments{"a", "b/c", "\xC3\xA9"}));
}

TEST(Target, keeps_plus_in_the_path_and_blanks_it_in_the_query)
{
    const auto request = parsed("/a+b%20c?q=a+b%2Bc");
    EXPECT_EQ(request.segments, Segments{"a+b c"});
    EXPECT_EQ(request.parameter("q"), "a b+c");
}

TEST(Target, has_no_empty_last_segment)
{
    EXPECT_EQ(parsed("/").segments, Segments{});
    EXPECT_EQ(parsed("/a/").segments, Segments{"a"});
    EXPECT_EQ(parsed("/a//").segments, (Segments{"a", ""}));
    EXPECT_EQ(parsed("//a").segments, (Segments{"", "a"}));
}

TEST(Target, keeps_what_was_sent)
{
    const auto request = parsed("/a%2Fb?x=%31&y");
    EXPECT_EQ(request.target, "/a%2Fb?x=%31&y");
    EXPECT_EQ(request.path, "/a%2Fb");
}

TEST(Target, can_be_taken_from_the_request_itself)
{
    Request request;
    request.target = "http://host/a?b=1";
    ASSERT_TRUE(parse_target(std::string_view(request.target).substr(11), request));
    EXPECT_EQ(request.target, "/a?b=1");
    EXPECT_EQ(request.segments, Segments{"a"});
}

TEST(Target, has_parameters_in_order_without_the_empty_pairs)
{
    const auto request = parsed("/?a=1&&b&=x&a=2=3&");
    ASSERT_EQ(request.query.size(), 4u);
    EXPECT_EQ(request.query[1].name, "b");
    EXPECT_EQ(request.query[1].value, "");
    EXPECT_EQ(request.query[2].name, "");
    EXPECT_EQ(request.query[3].value, "2=3");
    EXPECT_EQ(request.parameter("a"), "1");
    EXPECT_EQ(request.parameter("c"), std::nullopt);
}

TEST(Target, is_refused_when_it_could_mean_two_things)
{
    EXPECT_TRUE(is_refused(""));
    EXPECT_TRUE(is_refused("a/b"));
    EXPECT_TRUE(is_refused("*"));
    EXPECT_TRUE(is_refused("/a%00b"));
    EXPECT_TRUE(is_refused(std::string_view("/a\0b", 4)));
    EXPECT_TRUE(is_refused("/a\x01"));
    EXPECT_TRUE(is_refused("/?a=\x7f"));
}

TEST(Target, is_refused_over_the_limits)
{
    std::string deep;
    std::string wide = "/?";
    for (std::size_t at = 0; at < limits::path_segments; ++at) deep += "/a";
    for (std::size_t at = 0; at < limits::query_parameters; ++at) wide += "a&";
    EXPECT_FALSE(is_refused(deep));
    EXPECT_TRUE(is_refused(deep + "/a"));
    EXPECT_FALSE(is_refused(wide));
    EXPECT_TRUE(is_refused(wide + "a"));
    EXPECT_TRUE(is_refused("/" + std::string(limits::target_bytes, 'a')));
}

TEST(Percent, leaves_broken_escapes_as_they_are)
{
    EXPECT_EQ(decode_percent("%", false), "%");
    EXPECT_EQ(decode_percent("%4", false), "%4");
    EXPECT_EQ(decode_percent("%4G%zz%41", false), "%4G%zzA");
    EXPECT_EQ(decode_percent("100%+", true), "100% ");
    EXPECT_EQ(decode_percent("%e9%E9", false), "\xe9\xe9");
}

TEST(Form, is_read_like_a_query)
{
    const auto pairs = parse_form("name=J%C3%B6rg+M&empty=&flag");
    ASSERT_EQ(pairs.size(), 3u);
    EXPECT_EQ(pairs[0].value, "J\xC3\xB6rg M");
    EXPECT_EQ(pairs[2].name, "flag");
}

TEST(Headers, are_found_without_case_and_the_first_wins)
{
    Request request;
    request.headers = {{"X-One", "1"}, {"x-one", "2"}, {"Empty", ""}};
    EXPECT_EQ(request.header("X-ONE"), "1");
    EXPECT_TRUE(request.has_header("empty"));
    EXPECT_FALSE(request.has_header("X-On"));
    EXPECT_EQ(request.header("other"), "");
}

TEST(Verbs, have_the_names_that_are_sent)
{
    for (auto verb : {Verb::get, Verb::head, Verb::post, Verb::put, Verb::patch, Verb::remove,
                      Verb::options, Verb::trace})
        EXPECT_EQ(verb_of(name_of(verb)), verb);
    EXPECT_EQ(verb_of("get"), Verb::other);
    EXPECT_EQ(name_of(Verb::other), "");
}

} // namespace
} // namespace muster::http

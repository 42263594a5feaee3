// Our own client: what servers may send it, and what it makes of addresses.
#include <thread>

#include "http/client/client.h"
#include "http/client/response_reader.h"
#include "story.h"

namespace muster::http {
namespace {

using Progress = ResponseReader::Progress;

struct Row {
    const char* name;
    std::string_view bytes;
    Progress progress;
    std::string_view body; // of a good one
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row rows[] = {
    {"length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", Progress::done, "ab"},
    {"no_reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", Progress::done, ""},
    {"empty_reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", Progress::done, ""},
    {"until_the_end", "HTTP/1.1 200 OK\r\n\r\nabc", Progress::done, "abc"},
    {"version_1_0", "HTTP/1.0 200 OK\r\n\r\n", Progress::done, ""},
    {"no_content", "HTTP/1.1 204 No Content\r\n\r\n", Progress::done, ""},
    {"after_a_continue", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 X\r\n\r\n", Progress::done, ""},
    {"chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: "
     "v\r\n\r\n",
     Progress::done, "abc"},
    {"half_a_head", "HTTP/1.1 200 OK\r\nContent-", Progress::malformed, ""},
    {"half_a_body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", Progress::malformed, ""},
    {"half_the_chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
     Progress::malformed, ""},
    {"both_framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     Progress::malformed, ""},
    {"two_lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
     Progress::malformed, ""},
    {"signed_length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", Progress::malformed, ""},
    {"other_encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Progress::malformed,
     ""},
    {"not_http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", Progress::malformed, ""},
    {"version_2", "HTTP/2 200 OK\r\n\r\n", Progress::malformed, ""},
    {"status_of_two_digits", "HTTP/1.1 20 OK\r\n\r\n", Progress::malformed, ""},
    {"status_of_four_digits", "HTTP/1.1 2000 OK\r\n\r\n", Progress::malformed, ""},
    {"field_without_colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n", Progress::malformed, ""},
    {"chunk_size_that_is_none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
     Progress::malformed, ""},
    {"chunk_longer_than_said",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
     Progress::malformed, ""},
    {"long_length", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", Progress::too_large, ""},
    {"long_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
     Progress::too_large, ""},
    {"long_until_the_end", "HTTP/1.1 200 OK\r\n\r\n01234567890", Progress::too_large, ""},
};

Progress read(ResponseReader& reader, std::string_view bytes, std::size_t piece)
{
    std::string input;
    while (!bytes.empty()) {
        input += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(bytes.size(), piece));
        if (const auto progress = reader.read(input); progress != Progress::need_more)
            return progress;
    }
    return reader.end();
}

class Answered : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, Answered, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(Answered, is_the_same_whole_and_in_pieces)
{
    for (const std::size_t piece : {1, 2, 7, 1000}) {
        ResponseReader reader(Verb::get, 10);
        EXPECT_EQ(read(reader, GetParam().bytes, piece), GetParam().progress) << piece;
        if (GetParam().progress != Progress::done) continue;
        EXPECT_EQ(reader.take().body, GetParam().body);
    }
}

TEST(ResponseReading, head_has_no_body_and_what_follows_stays)
{
    ResponseReader reader(Verb::head, 10);
    std::string input = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnext";
    EXPECT_EQ(reader.read(input), Progress::done);
    EXPECT_TRUE(reader.keeps_open());
    EXPECT_EQ(input, "next");
}

TEST(ResponseReading, endless_head_is_refused_in_bounded_memory)
{
    for (const std::string begin :
         {"HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: "}) {
        ResponseReader reader(Verb::get, 10);
        std::string input = begin;
        auto progress = Progress::need_more;
        for (int at = 0; at < 10 && progress == Progress::need_more; ++at) {
            input.append(16'384, 'x');
            progress = reader.read(input);
        }
        EXPECT_EQ(progress, Progress::too_large);
    }
}

TEST(Urls, are_taken_apart)
{
    const auto url = parse_url("HTTPS://[::1]:8443/a/?b=c#d").value();
    EXPECT_TRUE(url.secure);
    EXPECT_EQ(url.host, "::1");
    EXPECT_EQ(url.port, "8443");
    EXPECT_EQ(url.target, "/a/?b=c");
    EXPECT_EQ(url.origin(), "https://[::1]:8443");
    const auto plain = parse_url("http://example.org?b").value();
    EXPECT_FALSE(plain.secure);
    EXPECT_EQ(plain.port, "80");
    EXPECT_EQ(plain.target, "/?b");
    EXPECT_EQ(plain.authority, "example.org");
    for (const char* wrong : {"", "example.org", "ftp://a", "http://", "http://:80", "http://a:x",
                              "http://a:0", "http://a:99999", "http://u@a", "http://a b",
                              "http://[", "http://[]", "http://[::1", "http://a\r\nb"})
        EXPECT_FALSE(parse_url(wrong)) << wrong;
}

TEST_F(Story, client_keeps_its_connection_and_opens_it_again_when_it_was_closed)
{
    ServerOptions options;
    options.idle_deadline = soon;
    serve(options);
    auto client = Client::create("http://127.0.0.1:" + std::to_string(port) + "/p/").value();
    EXPECT_EQ(client.send(Verb::get, "/a", {}, "").value().body, "GET /p/a ");
    let_deadlines_pass();
    EXPECT_EQ(client.send(Verb::post, "/b", {{"X", "y"}}, "z").value().body, "POST /p/b z");
}

TEST_F(Story, client_waits_no_longer_than_its_timeout)
{
    serve();
    ClientOptions options;
    options.timeout = soon;
    auto client = Client::create("http://127.0.0.1:" + std::to_string(port), options).value();
    const auto late = client.send(Verb::get, "/pool/wait", {}, "");
    script.go.release();
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, Code::timed_out);
}

TEST_F(Story, client_takes_no_larger_answer_than_it_wants)
{
    serve();
    ClientOptions options;
    options.body_limit = 1000;
    auto client = Client::create("http://127.0.0.1:" + std::to_string(port), options).value();
    EXPECT_EQ(client.send(Verb::get, "/big", {}, "").error().code, Code::too_large);
    EXPECT_EQ(client.send(Verb::get, "/a", {}, "").value().status, 200);
}

TEST_F(Story, client_sends_no_header_that_would_break_its_line)
{
    serve();
    auto client = Client::create("http://127.0.0.1:" + std::to_string(port)).value();
    EXPECT_FALSE(client.send(Verb::get, "/a", {{"X", "a\r\nY: b"}}, ""));
    EXPECT_FALSE(client.send(Verb::get, "/a\r\nX: b", {}, ""));
    server.reset();
    EXPECT_EQ(client.send(Verb::get, "/a", {}, "").error().code, Code::unavailable);
}

} // namespace
} // namespace muster::http

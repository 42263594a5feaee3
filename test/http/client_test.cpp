// Our client: what servers may answer it, what it sends, and what it makes of addresses.
#include <cstdlib>
#include <optional>

#include "http/client/client.h"
#include "scripted_server.h"
#include "story.h"

namespace muster::http {
namespace {

using Ending = ScriptedServer::Ending;

struct AnswerRow {
    const char* name;
    std::string_view bytes;
    std::optional<Code> error;
    std::string_view body; // of a good answer
};

std::ostream& operator<<(std::ostream& out, const AnswerRow& row) { return out << row.name; }

constexpr std::optional<Code> none;
constexpr AnswerRow answer_rows[] = {
    {"length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", none, "ab"},
    {"no_reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", none, ""},
    {"empty_reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", none, ""},
    {"until_the_end", "HTTP/1.1 200 OK\r\n\r\nabc", none, "abc"},
    {"version_1_0", "HTTP/1.0 200 OK\r\n\r\n", none, ""},
    {"no_content", "HTTP/1.1 204 No Content\r\n\r\n", none, ""},
    {"after_a_continue", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 X\r\n\r\n", none, ""},
    {"chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: "
     "v\r\n\r\n",
     none, "abc"},
    {"nothing", "", Code::unavailable, ""},
    {"half_a_head", "HTTP/1.1 200 OK\r\nContent-", Code::unavailable, ""},
    {"half_a_body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", Code::unavailable, ""},
    {"half_the_chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
     Code::unavailable, ""},
    {"only_a_continue", "HTTP/1.1 100 Continue\r\n\r\n", Code::unavailable, ""},
    {"length_that_is_none", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\na", Code::unavailable, ""},
    {"both_framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     Code::unavailable, ""},
    {"two_lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
     Code::unavailable, ""},
    {"status_of_four_digits", "HTTP/1.1 2000 OK\r\n\r\n", Code::unavailable, ""},
    {"not_http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", Code::unavailable, ""},
    {"version_0_9", "hello", Code::unavailable, ""},
    {"status_of_two_digits", "HTTP/1.1 20 OK\r\n\r\n", Code::unavailable, ""},
    {"field_without_colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n", Code::unavailable, ""},
    {"chunk_size_that_is_none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
     Code::unavailable, ""},
    {"chunk_longer_than_said",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", Code::unavailable,
     ""},
    {"long_body", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890", Code::too_large, ""},
    {"long_chunk",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n01234567890",
     Code::too_large, ""},
    {"long_until_the_end", "HTTP/1.1 200 OK\r\n\r\n01234567890", Code::too_large, ""},
};

class ClientAnswers : public testing::TestWithParam<AnswerRow> {};
INSTANTIATE_TEST_SUITE_P(Rows, ClientAnswers, testing::ValuesIn(answer_rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(ClientAnswers, are_taken_or_refused)
{
    ScriptedServer server{std::string(GetParam().bytes)};
    ClientOptions options;
    options.body_limit = 10;
    auto client = Client::create(server.url(), options).value();
    const auto answer = client.send(Verb::get, "/", {}, "");
    if (GetParam().error) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, *GetParam().error) << answer.error().message;
    } else {
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->body, GetParam().body);
    }
}

Result<Response> answer_to(const std::string& answer, Verb verb = Verb::get,
                           Ending ending = Ending::close)
{
    ScriptedServer server{answer, ending};
    ClientOptions options;
    options.timeout = std::chrono::milliseconds(300);
    if (ending == Ending::close) options.timeout = std::chrono::seconds(30);
    return Client::create(server.url(), options).value().send(verb, "/", {}, "");
}

TEST(ClientLimits, endless_heads_and_trailers_are_refused)
{
    std::string fields;
    for (int at = 0; at < 2000; ++at) fields += "A: " + std::string(60, 'x') + "\r\n";
    std::string many;
    for (std::size_t at = 0; at <= limits::header_count; ++at) many += "A: b\r\n";
    for (const auto& endless :
         {"HTTP/1.1 200 OK\r\n" + fields, "HTTP/1.1 200 OK\r\n" + many,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + fields}) {
        const auto answer = answer_to(endless);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Code::too_large) << answer.error().message;
    }
    EXPECT_FALSE(answer_to("HTTP/1.1 200 OK\r\nA: " + std::string(1 << 20, 'x')));
}

TEST(ClientLimits, one_byte_and_then_silence_is_cut)
{
    for (const auto& begin : {"", "H", "HTTP/1.1 200 OK\r\nContent-",
                              "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"}) {
        const auto answer = answer_to(begin, Verb::get, Ending::stay_open);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Code::timed_out) << answer.error().message;
    }
}

TEST(ClientAnswer, has_its_headers_but_no_trailers_and_no_interim_ones)
{
    const auto answer =
        answer_to("HTTP/1.1 103 Early Hints\r\nEarly: 1\r\n\r\n"
                  "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nEmpty:\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: 1\r\n\r\n")
            .value();
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.content_type, "text/plain");
    ASSERT_EQ(answer.headers.size(), 3u);
    EXPECT_EQ(answer.headers[1].name, "Empty");
    EXPECT_EQ(answer.headers[1].value, "");
}

TEST(ClientAnswer, to_head_has_no_body_whatever_its_length_says)
{
    const auto answer =
        answer_to("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", Verb::head, Ending::stay_open);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "");
}

// A receiver of webhooks must not send us to addresses of our own network.
TEST(ClientAnswer, that_redirects_is_not_followed)
{
    for (const auto* location : {"http://127.0.0.1:1/", "file:///etc/passwd"}) {
        const auto answer = answer_to("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " +
                                      std::string(location) + "\r\n\r\n");
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->status, 302);
    }
}

struct RequestRow {
    const char* name;
    Verb verb;
    std::vector<Header> headers;
    std::string body;
    std::string line;
    std::string fields; // behind Host
};

TEST(ClientRequest, is_what_the_caller_named_and_its_length)
{
    const RequestRow request_rows[] = {
        {"get", Verb::get, {{"Empty", ""}}, "", "GET", "Empty:"},
        {"post", Verb::post, {{"X", "y"}}, "z", "POST", "X: y\r\nContent-Length: 1"},
        {"no_body", Verb::post, {}, "", "POST", "Content-Length: 0"},
        {"put",
         Verb::put,
         {{"Content-Type", "a/b"}},
         "z",
         "PUT",
         "Content-Type: a/b\r\nContent-Length: 1"},
        {"remove", Verb::remove, {}, "", "DELETE", ""},
        {"remove_with_body", Verb::remove, {}, "z", "DELETE", "Content-Length: 1"},
    };
    for (const auto& row : request_rows) {
        ScriptedServer server("HTTP/1.1 204 No Content\r\n\r\n");
        auto client = Client::create(server.url() + "/p/").value();
        ASSERT_TRUE(client.send(row.verb, "/a/../b%20c?d=%2F", row.headers, row.body)) << row.name;
        std::string expected =
            row.line + " /p/a/../b%20c?d=%2F HTTP/1.1\r\nHost: " + server.authority();
        if (!row.fields.empty()) expected += "\r\n" + row.fields;
        EXPECT_EQ(server.request(), expected) << row.name;
    }
}

// Sets a variable of the environment for one story.
class WithVariable {
public:
    WithVariable(const char* name, const std::string& value) : name_(name)
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~WithVariable() { ::unsetenv(name_); }
    WithVariable(const WithVariable&) = delete;
    WithVariable& operator=(const WithVariable&) = delete;

private:
    const char* name_;
};

TEST(ClientProxy, comes_from_the_environment)
{
    ScriptedServer proxy("HTTP/1.1 204 No Content\r\n\r\n");
    const WithVariable variable("http_proxy", proxy.url());
    auto client = Client::create("http://shop.invalid:8080").value();
    const auto answer = client.send(Verb::get, "/a", {}, "");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(proxy.request().starts_with("GET http://shop.invalid:8080/a HTTP/1.1\r\n"));
}

TEST(ClientProxy, gets_only_a_tunnel_over_https_and_its_refusal_is_no_answer)
{
    ScriptedServer proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    const WithVariable variable("https_proxy", proxy.url());
    auto client = Client::create("https://shop.invalid").value();
    const auto answer = client.send(Verb::post, "/secret", {{"X", "secret"}}, "secret");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::unavailable);
    const auto request = proxy.request();
    EXPECT_TRUE(request.starts_with("CONNECT shop.invalid:443 HTTP/1.1\r\n")) << request;
    EXPECT_EQ(request.find("secret"), request.npos) << request;
}

TEST_F(Story, client_calls_this_machine_without_a_proxy)
{
    serve();
    const WithVariable variable("http_proxy", "http://127.0.0.1:1");
    auto client = Client::create("http://127.0.0.1:" + std::to_string(port)).value();
    EXPECT_EQ(client.send(Verb::get, "/a", {}, "").value().status, 200);
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

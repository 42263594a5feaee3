// Hostile and unusual requests: each gets the right status, and a refused one ends the connection,
// so that no byte after it can be read as a request.
#include "story.h"

namespace muster::http {
namespace {

// A request in three parts; between headers and body comes the empty line. In all of them '@'
// stands for 64 KiB of letters, '^' for 9,000, and '~' for as many headers as may stand beside
// Host.
struct HostileRow {
    const char* name;
    std::string_view begin;
    std::string_view headers;
    std::string_view body;
    int status;
};

std::ostream& operator<<(std::ostream& out, const HostileRow& row) { return out << row.name; }

std::string times(std::size_t count, std::string_view text)
{
    std::string many;
    for (std::size_t at = 0; at < count; ++at) many += text;
    return many;
}

std::string expanded(std::string_view text)
{
    std::string whole;
    for (char c : text) {
        if (c == '@')
            whole += times(64 * 1024, "a");
        else if (c == '^')
            whole += times(9000, "a");
        else if (c == '~')
            whole += times(limits::header_count - 1, "A: b\r\n");
        else
            whole += c;
    }
    return whole;
}

std::string bytes_of(const HostileRow& row)
{
    return expanded(row.begin) + expanded(row.headers) + "\r\n" + expanded(row.body);
}

using namespace std::string_view_literals;

constexpr auto line = "GET /a HTTP/1.1\r\n"sv;
constexpr auto get_a = "GET /a HTTP/1.1\r\nHost: h\r\n"sv;
constexpr auto post_a = "POST /a HTTP/1.1\r\nHost: h\r\n"sv;
constexpr auto chunks = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"sv;
constexpr auto host = "Host: h\r\n"sv;
constexpr auto end = "0\r\n\r\n"sv;

constexpr HostileRow refused[] = {
    {"length_and_chunked", post_a, "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", end, 400},
    {"chunked_and_length", chunks, "Content-Length: 3\r\n", end, 400},
    {"gzip_and_length", post_a, "Transfer-Encoding: gzip\r\nContent-Length: 3\r\n", "abc", 400},
    {"gzip", post_a, "Transfer-Encoding: gzip\r\n", "", 501},
    {"gzip_chunked", post_a, "Transfer-Encoding: gzip, chunked\r\n", end, 501},
    {"chunked_gzip", post_a, "Transfer-Encoding: chunked, gzip\r\n", end, 501},
    {"identity", post_a, "Transfer-Encoding: identity\r\n", "", 501},
    {"xchunked", post_a, "Transfer-Encoding: xchunked\r\n", end, 501},
    {"empty_encoding", post_a, "Transfer-Encoding:\r\n", end, 501},
    {"two_encodings", chunks, "Transfer-Encoding: gzip\r\n", end, 400},
    {"chunked_twice", chunks, "Transfer-Encoding: chunked\r\n", end, 400},
    {"chunked_in_1_0", "POST /a HTTP/1.0\r\n", "Transfer-Encoding: chunked\r\n", end, 400},
    {"two_lengths", post_a, "Content-Length: 3\r\nContent-Length: 4\r\n", "abc", 400},
    {"two_lengths_in_one", post_a, "Content-Length: 3, 4\r\n", "abc", 400},
    {"signed_length", post_a, "Content-Length: +3\r\n", "abc", 400},
    {"negative_length", post_a, "Content-Length: -3\r\n", "abc", 400},
    {"hex_length", post_a, "Content-Length: 0x3\r\n", "abc", 400},
    {"empty_length", post_a, "Content-Length:\r\n", "abc", 400},
    {"giant_length", post_a, "Content-Length: 99999999999999999999\r\n", "", 400},
    {"blank_before_colon", get_a, "A : b\r\n", "", 400},
    {"no_colon", get_a, "A\r\n", "", 400},
    {"no_name", get_a, ": b\r\n", "", 400},
    {"bare_lf", "GET /a HTTP/1.1\nHost: h\n\n", "", "", 400},
    {"bare_lf_between", line, "Host: h\nA: b\r\n", "", 400},
    {"bare_cr", line, "Host: h\rA: b\r\n", "", 400},
    {"nul_in_value", get_a, "A: b\0c\r\n"sv, "", 400},
    {"nul_in_name", get_a, "A\0: b\r\n"sv, "", 400},
    {"control_in_value", get_a, "A: b\x01\r\n", "", 400},
    {"delete_in_value", get_a, "A: b\x7f\r\n", "", 400},
    {"no_host", line, "A: b\r\n", "", 400},
    {"two_hosts", line, "Host: a\r\nHost: b\r\n", "", 400},
    {"same_host_twice", get_a, "Host: h\r\n", "", 400},
    {"strange_host", line, "Host: a/b?c\r\n", "", 400},
    {"two_hosts_in_1_0", "GET /a HTTP/1.0\r\n", "Host: a\r\nHost: a\r\n", "", 400},
    {"version_2", "GET /a HTTP/2.0\r\n", host, "", 400},
    {"version_1_2", "GET /a HTTP/1.2\r\n", host, "", 400},
    {"no_version", "GET /a\r\n", host, "", 400},
    {"two_blanks", "GET  /a HTTP/1.1\r\n", host, "", 400},
    {"blank_in_target", "GET /a b HTTP/1.1\r\n", host, "", 400},
    {"nul_in_target", "GET /a\0 HTTP/1.1\r\n"sv, host, "", 400},
    {"escaped_nul_in_path", "GET /a%00 HTTP/1.1\r\n", host, "", 400},
    {"relative_target", "GET a HTTP/1.1\r\n", host, "", 400},
    {"connect", "CONNECT h:80 HTTP/1.1\r\n", host, "", 400},
    {"not_http", "\x16\x03\x01\x02 hello\r\n", "", "", 400},
    {"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n", "", "", 400},
    {"big_header", get_a, "A: @\r\n", "", 431},
    {"many_headers", get_a, "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", "", 431},
    {"one_header_too_many", get_a, "~B: c\r\n", "", 431},
    {"long_target", "GET /^ HTTP/1.1\r\n", host, "", 414},
    {"endless_target", "GET /@", "", "", 414},
    {"no_chunk_size", chunks, "", "x\r\n", 400},
    {"giant_chunk_size", chunks, "", "fffffffffffffffff\r\n", 400},
    {"negative_chunk_size", chunks, "", "-1\r\n", 400},
    {"unended_chunk", chunks, "", "1\r\nabc\r\n0\r\n\r\n", 400},
    {"lf_after_chunk_size", chunks, "", "1\na\r\n0\r\n\r\n", 400},
    {"big_chunk_extension", chunks, "", "1;@\r\n", 431},
    {"big_trailer", chunks, "", "0\r\nA: @\r\n", 431},
    {"length_in_trailer", chunks, "", "0\r\nContent-Length: 3\r\n\r\n", 400},
    {"big_body", post_a, "Content-Length: 1048577\r\n", "", 413},
    {"big_chunk", chunks, "", "100001\r\n@@@@@@@@@@@@@@@@a\r\n0\r\n\r\n", 413},
    {"big_body_expected", post_a, "Content-Length: 9999999\r\nExpect: 100-continue\r\n", "", 413},
};

constexpr HostileRow accepted[] = {
    {"underscore_in_name", get_a, "client_key: b\r\n", "", 200},
    {"folded_value", get_a, "A: b\r\n c\r\n", "", 200},
    {"utf8_in_value", get_a, "A: \xC3\xA9\r\n", "", 200},
    {"tab_in_value", get_a, "A: b\tc\r\n", "", 200},
    {"empty_value", get_a, "A:\r\n", "", 200},
    {"empty_host", line, "Host:\r\n", "", 200},
    {"host_with_port", line, "Host: [::1]:8080\r\n", "", 200},
    {"same_length_twice", post_a, "Content-Length: 3\r\nContent-Length: 3\r\n", "abc", 200},
    {"encoding_in_capitals", post_a, "Transfer-Encoding: CHUNKED\r\n", end, 200},
    {"absolute_target", "GET http://h/a HTTP/1.1\r\n", host, "", 200},
    {"options_of_all", "OPTIONS * HTTP/1.1\r\n", host, "", 200},
    {"trace", "TRACE /a HTTP/1.1\r\n", host, "", 200},
    {"unknown_method", "BREW /a HTTP/1.1\r\n", host, "", 200},
    {"empty_lines_before", "\r\n\r\nGET /a HTTP/1.1\r\n", host, "", 200},
    {"utf8_in_target", "GET /\xC3\xA9 HTTP/1.1\r\n", host, "", 200},
    {"all_the_headers", get_a, "~", "", 200},
    {"extension_and_trailer", chunks, "", "3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n", 200},
    {"just_the_limit", chunks, "", "100000\r\n@@@@@@@@@@@@@@@@\r\n0\r\n\r\n", 200},
};

// These continue with letters without end; they need not become complete requests.
constexpr HostileRow endless[] = {
    {"header", get_a, "A: @", "", 431},
    {"target", "GET /@", "", "", 414},
    {"method", "G@", "", "", 431},
    {"trailer", chunks, "", "0\r\nA: @", 431},
    {"chunk_extension", chunks, "", "1;@", 431},
    {"body", chunks, "", "7fffffff\r\n@", 413},
};

std::string name_of_row(const testing::TestParamInfo<HostileRow>& row) { return row.param.name; }

class Refused : public Story, public testing::WithParamInterface<HostileRow> {};
INSTANTIATE_TEST_SUITE_P(Rows, Refused, testing::ValuesIn(refused), name_of_row);

TEST_P(Refused, is_answered_and_cut)
{
    // given
    serve();
    RawClient client(port);
    // when the request is followed by another that it may try to smuggle in
    client.send(bytes_of(GetParam()) + get("/smuggled"));
    // then only the refusal comes
    const auto answer = client.read();
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(script.handled, 0);
}

class Accepted : public Story, public testing::WithParamInterface<HostileRow> {};
INSTANTIATE_TEST_SUITE_P(Rows, Accepted, testing::ValuesIn(accepted), name_of_row);

TEST_P(Accepted, is_served_and_kept)
{
    // given
    serve();
    RawClient client(port);
    // when
    client.send(bytes_of(GetParam()) + get("/next"));
    // then
    EXPECT_EQ(client.read().status, 200);
    EXPECT_EQ(client.read().body, "GET /next ");
}

std::size_t resident_bytes()
{
    std::size_t pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) return 0;
    if (std::fscanf(file, "%*u %zu", &pages) != 1) pages = 0;
    std::fclose(file);
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

class Endless : public Story, public testing::WithParamInterface<HostileRow> {};
INSTANTIATE_TEST_SUITE_P(Rows, Endless, testing::ValuesIn(endless), name_of_row);

TEST_P(Endless, is_refused_in_bounded_memory)
{
    // given a request that begins well
    serve();
    RawClient client(port);
    client.send(bytes_of(GetParam()));
    const auto before = resident_bytes();
    // when it goes on for 64 MB, or until the server has had enough
    const auto more = expanded("@");
    for (int at = 0; at < 1024; ++at)
        if (!client.send(more)) break;
    // then
    EXPECT_EQ(client.read().status, GetParam().status);
    EXPECT_LT(resident_bytes(), before + (std::size_t{16} << 20));
}

// A refusal has the error format of the API that the request is for, so it needs the request's
// path.
TEST_F(Story, refusal_knows_the_path_when_it_has_arrived)
{
    serve();
    for (const char* headers : {"", "A : b\r\n", "Host: a\r\nTransfer-Encoding: x\r\n"}) {
        RawClient client(port);
        EXPECT_EQ(client.ask("GET /meant HTTP/1.1\r\n" + std::string(headers) + "\r\n").body,
                  "refused /meant");
    }
    RawClient client(port);
    client.send("GET /meant HTTP/1.1\r\nHost: h\r\nA: ");
    EXPECT_EQ(client.ask(expanded("@")).body, "refused /meant");
}

} // namespace
} // namespace muster::http

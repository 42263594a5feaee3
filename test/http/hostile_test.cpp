// Hostile and odd requests: each is answered with the right status, and refused ones end the
// connection, so that nothing after them is taken for a request.
#include "story.h"

namespace muster::http {
namespace {

struct Row {
    const char* name;
    std::string bytes; // a whole request, or the beginning of one
    int status;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::string host = "Host: h\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n";
const std::string nul(1, '\0');

std::string with(const std::string& headers) { return "GET /a HTTP/1.1\r\n" + headers + "\r\n"; }

std::string body_with(const std::string& headers, const std::string& body = "")
{
    return "POST /a HTTP/1.1\r\n" + host + headers + "\r\n" + body;
}

std::string line(const std::string& request_line) { return request_line + "\r\n" + host + "\r\n"; }

std::string times(std::size_t count, const std::string& text)
{
    std::string many;
    for (std::size_t at = 0; at < count; ++at) many += text;
    return many;
}

const std::string as = std::string(64 * 1024, 'a');

const Row refused[] = {
    {"length_and_chunked", body_with("Content-Length: 3\r\n" + chunked, "0\r\n\r\n"), 400},
    {"chunked_and_length", body_with(chunked + "Content-Length: 3\r\n", "0\r\n\r\n"), 400},
    {"gzip_then_length", body_with("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 400},
    {"gzip", body_with("Transfer-Encoding: gzip\r\n"), 501},
    {"gzip_chunked", body_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
    {"chunked_gzip", body_with("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 501},
    {"identity", body_with("Transfer-Encoding: identity\r\n"), 501},
    {"xchunked", body_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
    {"empty_encoding", body_with("Transfer-Encoding:\r\n", "0\r\n\r\n"), 501},
    {"gzip_and_chunked", body_with("Transfer-Encoding: gzip\r\n" + chunked, "0\r\n\r\n"), 400},
    {"chunked_twice", body_with(chunked + chunked, "0\r\n\r\n"), 400},
    {"chunked_in_1_0", "POST /a HTTP/1.0\r\n" + host + chunked + "\r\n0\r\n\r\n", 400},
    {"two_lengths", body_with("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), 400},
    {"two_lengths_in_one", body_with("Content-Length: 3, 4\r\n", "abc"), 400},
    {"signed_length", body_with("Content-Length: +3\r\n", "abc"), 400},
    {"negative_length", body_with("Content-Length: -3\r\n", "abc"), 400},
    {"hex_length", body_with("Content-Length: 0x3\r\n", "abc"), 400},
    {"empty_length", body_with("Content-Length:\r\n", "abc"), 400},
    {"giant_length", body_with("Content-Length: 99999999999999999999\r\n"), 400},
    {"blank_before_colon", with(host + "A : b\r\n"), 400},
    {"no_colon", with(host + "A\r\n"), 400},
    {"no_name", with(host + ": b\r\n"), 400},
    {"bare_lf", "GET /a HTTP/1.1\nHost: h\n\n", 400},
    {"bare_lf_between", with("Host: h\nA: b\r\n"), 400},
    {"bare_cr", with("Host: h\rA: b\r\n"), 400},
    {"nul_in_value", with(host + "A: b" + nul + "c\r\n"), 400},
    {"nul_in_name", with(host + "A" + nul + ": b\r\n"), 400},
    {"control_in_value", with(host + "A: b\x01\r\n"), 400},
    {"delete_in_value", with(host + "A: b\x7f\r\n"), 400},
    {"no_host", with("A: b\r\n"), 400},
    {"two_hosts", with("Host: a\r\nHost: b\r\n"), 400},
    {"same_host_twice", with(host + host), 400},
    {"strange_host", with("Host: a/b@c\r\n"), 400},
    {"two_hosts_in_1_0", "GET /a HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"version_2", line("GET /a HTTP/2.0"), 400},
    {"version_1_2", line("GET /a HTTP/1.2"), 400},
    {"no_version", line("GET /a"), 400},
    {"two_blanks", line("GET  /a HTTP/1.1"), 400},
    {"blank_in_target", line("GET /a b HTTP/1.1"), 400},
    {"nul_in_target", line("GET /a" + nul + " HTTP/1.1"), 400},
    {"escaped_nul_in_path", line("GET /a%00 HTTP/1.1"), 400},
    {"relative_target", line("GET a HTTP/1.1"), 400},
    {"connect", line("CONNECT h:80 HTTP/1.1"), 400},
    {"not_http", "\x16\x03\x01\x02 hello\r\n\r\n", 400},
    {"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    {"big_header", with(host + "A: " + as + "\r\n"), 431},
    {"many_headers", with(host + times(5000, "A: b\r\n")), 431},
    {"one_header_too_many", with(host + times(limits::header_count, "A: b\r\n")), 431},
    {"long_target", line("GET /" + std::string(9000, 'a') + " HTTP/1.1"), 414},
    {"endless_target", "GET /" + as, 414},
    {"no_chunk_size", body_with(chunked, "x\r\n"), 400},
    {"giant_chunk_size", body_with(chunked, "fffffffffffffffff\r\n"), 400},
    {"negative_chunk_size", body_with(chunked, "-1\r\n"), 400},
    {"unended_chunk", body_with(chunked, "1\r\nabc\r\n0\r\n\r\n"), 400},
    {"lf_after_chunk_size", body_with(chunked, "1\na\r\n0\r\n\r\n"), 400},
    {"big_chunk_extension", body_with(chunked, "1;" + as + "\r\n"), 431},
    {"big_trailer", body_with(chunked, "0\r\nA: " + as + "\r\n"), 431},
    {"length_in_trailer", body_with(chunked, "0\r\nContent-Length: 3\r\n\r\n"), 400},
    {"big_body", body_with("Content-Length: 1048577\r\n"), 413},
    {"big_chunk", body_with(chunked, "100001\r\n" + times(17, as) + "\r\n0\r\n\r\n"), 413},
    {"big_body_expected", body_with("Content-Length: 9999999\r\nExpect: 100-continue\r\n"), 413},
};

const Row accepted[] = {
    {"underscore_in_name", with(host + "client_key: b\r\n"), 200},
    {"folded_value", with(host + "A: b\r\n c\r\n"), 200},
    {"utf8_in_value", with(host + "A: \xC3\xA9\r\n"), 200},
    {"tab_in_value", with(host + "A: b\tc\r\n"), 200},
    {"empty_value", with(host + "A:\r\n"), 200},
    {"empty_host", with("Host:\r\n"), 200},
    {"host_with_port", with("Host: [::1]:8080\r\n"), 200},
    {"same_length_twice", body_with("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 200},
    {"encoding_in_capitals", body_with("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 200},
    {"absolute_target", line("GET http://h/a HTTP/1.1"), 200},
    {"options_of_all", line("OPTIONS * HTTP/1.1"), 200},
    {"trace", line("TRACE /a HTTP/1.1"), 200},
    {"unknown_method", line("BREW /a HTTP/1.1"), 200},
    {"empty_lines_before", "\r\n\r\n" + with(host), 200},
    {"utf8_in_target", line("GET /\xC3\xA9 HTTP/1.1"), 200},
    {"all_the_headers", with(host + times(limits::header_count - 1, "A: b\r\n")), 200},
    {"extension_and_trailer", body_with(chunked, "3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n"), 200},
};

const Row endless[] = {
    {"header", "GET /a HTTP/1.1\r\n" + host + "A: ", 431},
    {"target", "GET /", 414},
    {"method", "G", 431},
    {"trailer", body_with(chunked, "0\r\nA: "), 431},
    {"chunk_extension", body_with(chunked, "1;"), 431},
    {"body", body_with(chunked, "7fffffff\r\n"), 413},
};

std::string name_of_row(const testing::TestParamInfo<Row>& row) { return row.param.name; }

class Refused : public Story, public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, Refused, testing::ValuesIn(refused), name_of_row);

TEST_P(Refused, is_answered_and_cut)
{
    // given
    serve(hurried());
    Client client(port);
    // when the request is followed by another that it may try to smuggle in
    client.send(GetParam().bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
    // then only the refusal comes
    const auto answer = client.read();
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(script.handled, 0);
}

class Accepted : public Story, public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, Accepted, testing::ValuesIn(accepted), name_of_row);

TEST_P(Accepted, is_served_and_kept)
{
    // given
    serve();
    Client client(port);
    // when
    client.send(GetParam().bytes + get("/next"));
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

class Endless : public Story, public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, Endless, testing::ValuesIn(endless), name_of_row);

TEST_P(Endless, is_refused_in_bounded_memory)
{
    // given a request that begins well
    serve(hurried());
    Client client(port);
    client.send(GetParam().bytes);
    const auto before = resident_bytes();
    // when it goes on for 64 MB, or until the server has had enough
    for (int at = 0; at < 1024; ++at)
        if (!client.send(as)) break;
    // then
    EXPECT_EQ(client.read().status, GetParam().status);
    EXPECT_LT(resident_bytes(), before + (std::size_t{16} << 20));
}

// A refusal has the form of the API that the request was meant for, so its path must be known.
TEST_F(Story, refusal_knows_the_path_when_it_has_arrived)
{
    serve();
    for (const char* headers : {"", "A : b\r\n", "Host: a\r\nTransfer-Encoding: x\r\n"}) {
        Client client(port);
        EXPECT_EQ(client.ask("GET /meant HTTP/1.1\r\n" + std::string(headers) + "\r\n").body,
                  "refused /meant");
    }
    Client client(port);
    client.send("GET /meant HTTP/1.1\r\nHost: h\r\nA: ");
    EXPECT_EQ(client.ask(as).body, "refused /meant");
}

} // namespace
} // namespace muster::http

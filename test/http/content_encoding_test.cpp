// gzip: which requests get it, and what it changes in an answer.
#include "http/inflated.h"
#include "http/server/content_encoding.h"
#include "story.h"

namespace muster::http {
namespace {

struct EncodingRow {
    const char* name;
    const char* accepted; // Accept-Encoding
    bool accepts_gzip;
    bool refuses_plain;
};

std::ostream& operator<<(std::ostream& out, const EncodingRow& row) { return out << row.name; }

constexpr EncodingRow rows[] = {
    {"gzip", "gzip", true, false},
    {"as_browsers_say", "gzip, deflate, br, zstd", true, false},
    {"capitals", "GZip", true, false},
    {"old_name", "x-gzip", true, false},
    {"weights", "br;q=1.0, gzip;q=0.8, *;q=0.1", true, false},
    {"blanks", " gzip ; q=0.001 ,", true, false},
    {"anything", "*", true, false},
    {"others", "deflate, br", false, false},
    {"nothing", "", false, false},
    {"identity", "identity", false, false},
    {"not_gzip", "gzip;q=0", false, false},
    {"not_gzip_but_the_rest", "*, gzip;q=0.000", false, false},
    {"plain_rather", "gzip;q=0.5, identity;q=1", false, false},
    {"gzip_rather", "gzip;q=1, identity;q=0.5", true, false},
    {"no_plain", "identity;q=0, gzip", true, true},
    {"no_plain_but_anything", "identity;q=0, *", true, true},
    {"only_gzip", "gzip, *;q=0", true, true},
    {"nothing_at_all", "*;q=0", false, true},
    {"broken_weight", "gzip;q=abc", false, false},
    {"weight_above_one", "gzip;q=7", false, false},
};

class Accepting : public testing::TestWithParam<EncodingRow> {};
INSTANTIATE_TEST_SUITE_P(Rows, Accepting, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(Accepting, is_understood)
{
    Request request;
    request.headers = {{"Accept-encoding", GetParam().accepted}};
    const auto accepted = read_accepted_encodings(request);
    EXPECT_EQ(accepted.accepts_gzip, GetParam().accepts_gzip);
    EXPECT_EQ(accepted.refuses_plain, GetParam().refuses_plain);
}

// Answers /here/N and /pool/N with a JSON text of N letters and an ETag.
class SizedTexts final : public Script {
public:
    Response handle(const Request& request) override
    {
        Response response;
        response.headers.push_back({"ETag", "\"5\""});
        if (request.header("If-None-Match") == "\"5\"") response.status = 304;
        if (request.path == "/picture") response.content_type = "image/png";
        if (response.status == 304) return response;
        const auto size = request.query.empty() ? std::string("5000") : request.query[0].value;
        response.body.assign(std::stoul(size), 'x');
        return response;
    }
};

class CodingStory : public testing::Test {
protected:
    CodingStory()
    {
        ServerOptions options;
        options.listeners = {{"127.0.0.1", 0, ""}};
        options.io_threads = 1;
        server = Server::start(options, texts).value();
    }

    RawAnswer ask(const std::string& path, const std::string& headers,
                  const std::string& verb = "GET")
    {
        RawClient client(server->ports().front());
        client.send(verb + " " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n");
        return client.read(verb == "HEAD");
    }

    SizedTexts texts;
    std::unique_ptr<Server> server;
};

constexpr const char* gzip = "Accept-Encoding: gzip\r\n";

TEST_F(CodingStory, long_text_is_compressed_wherever_it_was_made)
{
    for (const std::string path : {"/here", "/pool"}) {
        const auto answer = ask(path + "?size=5000", gzip);
        EXPECT_TRUE(answer.has("Content-Encoding: gzip\r\n"));
        EXPECT_TRUE(answer.has("Vary: Accept-Encoding\r\n"));
        EXPECT_TRUE(answer.has("ETag: \"5-gzip\"\r\n"));
        EXPECT_LT(answer.body.size(), 100u);
        EXPECT_EQ(inflated(answer.body), std::string(5000, 'x'));
    }
}

TEST_F(CodingStory, requests_without_accept_encoding_get_plain_bodies_and_vary)
{
    const auto answer = ask("/here?size=5000", "");
    EXPECT_FALSE(answer.has("Content-Encoding"));
    EXPECT_TRUE(answer.has("Vary: Accept-Encoding\r\n"));
    EXPECT_TRUE(answer.has("ETag: \"5\"\r\n"));
    EXPECT_EQ(answer.body.size(), 5000u);
}

TEST_F(CodingStory, short_texts_and_pictures_stay_as_they_are)
{
    EXPECT_FALSE(ask("/here?size=1399", gzip).has("Content-Encoding"));
    EXPECT_TRUE(ask("/here?size=1400", gzip).has("Content-Encoding"));
    EXPECT_FALSE(ask("/here?size=0", gzip).has("Content-Encoding"));
    EXPECT_FALSE(ask("/picture", gzip).has("Content-Encoding"));
    EXPECT_FALSE(ask("/picture", gzip).has("Vary"));
}

TEST_F(CodingStory, short_bodies_are_compressed_when_the_client_refuses_plain_ones)
{
    const auto answer = ask("/here?size=10", "Accept-Encoding: gzip, identity;q=0\r\n");
    EXPECT_TRUE(answer.has("Content-Encoding: gzip\r\n"));
    EXPECT_EQ(inflated(answer.body), "xxxxxxxxxx");
    // ... but a client that accepts nothing that we have gets a plain answer
    EXPECT_EQ(ask("/here?size=10", "Accept-Encoding: *;q=0\r\n").body, "xxxxxxxxxx");
}

TEST_F(CodingStory, head_tells_what_get_would)
{
    const auto get_answer = ask("/here?size=5000", gzip);
    const auto head_answer = ask("/here?size=5000", gzip, "HEAD");
    EXPECT_TRUE(head_answer.has("Content-Encoding: gzip\r\n"));
    EXPECT_TRUE(head_answer.has("Content-Length: " + std::to_string(get_answer.body.size())));
    EXPECT_TRUE(head_answer.body.empty());
}

TEST_F(CodingStory, either_etag_is_known_again)
{
    for (const std::string tag : {"\"5\"", "\"5-gzip\"", "\"5\"", "\"5-gzip\""}) {
        const auto answer = ask("/here", gzip + ("If-None-Match: " + tag + "\r\n"));
        EXPECT_EQ(answer.status, 304);
        EXPECT_TRUE(answer.has("ETag: " + tag + "\r\n")) << answer.head;
        EXPECT_TRUE(answer.has("Vary: Accept-Encoding\r\n"));
        EXPECT_FALSE(answer.has("Content-Encoding"));
    }
    EXPECT_EQ(ask("/here", "If-None-Match: \"6-gzip\"\r\n").status, 200);
}

TEST_F(CodingStory, pipelined_answers_keep_their_order)
{
    RawClient client(server->ports().front());
    std::string requests;
    for (int at = 0; at < 50; ++at)
        requests += "GET /here?size=" + std::to_string(at % 3 == 0 ? 5000 : at) +
                    " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n";
    client.send(requests);
    for (int at = 0; at < 50; ++at) {
        const auto answer = client.read();
        const bool is_coded = at % 3 == 0;
        EXPECT_EQ(answer.has("Content-Encoding"), is_coded);
        EXPECT_EQ(is_coded ? inflated(answer.body).size() : answer.body.size(),
                  is_coded ? 5000u : static_cast<std::size_t>(at));
    }
}

TEST_F(CodingStory, full_pool_leaves_the_answer_as_it_is)
{
    ServerOptions options;
    options.listeners = {{"127.0.0.1", 0, ""}};
    options.pool_threads = 1;
    options.pool_queue = 0;
    // given one thread, at work
    Script busy;
    class Both final : public Service {
    public:
        Both(Script& waiting, SizedTexts& texts_in) : waiting_(waiting), texts_(texts_in) {}
        std::size_t body_limit(const Request&) const override { return 0; }
        RunOn run_on(const Request& head) const override { return waiting_.run_on(head); }
        Response handle(const Request& request) override
        {
            const bool waits = request.path == "/pool/wait";
            return waits ? waiting_.handle(request) : texts_.handle(request);
        }
        Response refuse(const Request& head, Refusal refusal) const override
        {
            return waiting_.refuse(head, refusal);
        }

    private:
        Script& waiting_;
        SizedTexts& texts_;
    } both(busy, texts);
    const auto small = Server::start(options, both).value();
    RawClient working(small->ports().front());
    working.send(get("/pool/wait"));
    busy.arrived.acquire();
    // when
    RawClient reading(small->ports().front());
    const auto answer =
        reading.ask("GET /here HTTP/1.1\r\nHost: h\r\n" + std::string(gzip) + "\r\n");
    // then
    EXPECT_EQ(answer.body.size(), 5000u);
    EXPECT_FALSE(answer.has("Content-Encoding"));
    busy.go.release();
    EXPECT_EQ(working.read().status, 200);
}

TEST_F(Story, encoded_request_body_is_refused)
{
    serve();
    const auto send = [&](const char* coding) {
        return RawClient(port)
            .ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Encoding: " + std::string(coding) +
                 "\r\nContent-Length: 1\r\n\r\nx")
            .status;
    };
    EXPECT_EQ(send("gzip"), 415);
    EXPECT_EQ(send("identity"), 200);
    EXPECT_EQ(
        RawClient(port).ask("GET /a HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n\r\n").status,
        200);
}

} // namespace
} // namespace muster::http

// Ordinary requests: one after the other, many at once, with and without bodies.
#include "story.h"

namespace muster::http {
namespace {

TEST_F(Story, connection_serves_one_request_after_the_other)
{
    serve();
    RawClient client(port);
    EXPECT_EQ(client.ask(get("/a")).body, "GET /a ");
    EXPECT_EQ(client.ask(post("/pool", "b")).body, "POST /pool b");
    const auto last = client.ask("GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(last.body, "GET /c ");
    EXPECT_TRUE(last.has("Connection: close\r\n"));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, version_1_0_closes_unless_asked_otherwise)
{
    serve();
    RawClient once(port);
    EXPECT_EQ(once.ask("GET /a HTTP/1.0\r\n\r\n").status, 200);
    EXPECT_TRUE(once.is_closed());
    RawClient kept(port);
    const auto answer = kept.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(answer.has("Connection: keep-alive\r\n"));
    EXPECT_EQ(kept.ask(get("/b")).status, 200);
}

TEST_F(Story, pipelined_requests_are_answered_in_order)
{
    // given more requests than one read takes, for both kinds of threads
    serve();
    RawClient client(port);
    const auto path = [](int at) { return (at % 7 == 0 ? "/pool/" : "/") + std::to_string(at); };
    std::string requests;
    for (int at = 0; at < 1000; ++at) requests += get(path(at));
    // when
    client.send(requests);
    // then
    for (int at = 0; at < 1000; ++at) ASSERT_EQ(client.read().body, "GET " + path(at) + " ");
}

TEST_F(Story, request_may_come_byte_by_byte)
{
    serve();
    RawClient client(port);
    const std::string chunks = "\r\nPOST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                               "\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n";
    for (char byte : chunks + post("/b", "fg")) ASSERT_TRUE(client.send({&byte, 1}));
    EXPECT_EQ(client.read().body, "POST /a abcde");
    EXPECT_EQ(client.read().body, "POST /b fg");
}

TEST_F(Story, trailers_do_not_become_headers)
{
    serve();
    RawClient client(port);
    client.send("POST /header HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                "6\r\nSecret\r\n0\r\nSecret: v\r\n\r\n");
    EXPECT_EQ(client.read().body, "");
}

TEST_F(Story, folded_header_is_joined_by_a_blank)
{
    serve();
    RawClient client(port);
    client.send("POST /header HTTP/1.1\r\nHost: h\r\nA: b\r\n  c\r\nContent-Length: 1\r\n\r\nA");
    EXPECT_EQ(client.read().body, "b c");
}

TEST_F(Story, file_is_sent_in_pieces_and_the_next_answer_follows)
{
    serve();
    RawClient client(port);
    client.send(get("/file") + get("/after"));
    EXPECT_EQ(client.read().body, std::string(Script::big, 'x'));
    EXPECT_EQ(client.read().body, "GET /after ");
    client.send("HEAD /file HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(client.read(true).has("Content-Length: " + std::to_string(Script::big)));
    EXPECT_EQ(client.ask(get("/b")).body, "GET /b ");
}

TEST_F(Story, head_has_the_length_but_no_body)
{
    serve();
    RawClient client(port);
    client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(client.read(true).has("Content-Length: 8\r\n"));
    EXPECT_EQ(client.ask(get("/b")).body, "GET /b ");
}

TEST_F(Story, bodies_of_get_and_delete_are_read)
{
    serve();
    RawClient client(port);
    for (const std::string verb : {"GET", "DELETE"})
        EXPECT_EQ(client.ask(verb + " /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy").body,
                  verb + " /a xy");
}

TEST_F(Story, expectation_is_answered_before_the_body)
{
    // given
    serve();
    RawClient client(port);
    // when
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
    // then
    EXPECT_EQ(client.read().status, 100);
    EXPECT_EQ(client.ask("xy").body, "POST /a xy");
}

TEST_F(Story, expectation_with_the_body_at_hand_needs_no_answer)
{
    serve();
    RawClient client(port);
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                "xy");
    EXPECT_EQ(client.read().status, 200);
}

TEST_F(Story, large_bodies_go_both_ways)
{
    script.limit = std::size_t{4} << 20;
    serve();
    RawClient client(port);
    const std::string body(script.limit, 'b');
    EXPECT_EQ(client.ask(post("/a", body)).body, "POST /a " + body);
    EXPECT_EQ(client.ask(get("/big")).body.size(), Script::big);
    EXPECT_EQ(client.ask(get("/a")).status, 200);
}

TEST_F(Story, client_that_stops_sending_still_gets_its_answer)
{
    serve();
    RawClient client(port);
    client.send(get("/pool"));
    client.end_sending();
    EXPECT_EQ(client.read().body, "GET /pool ");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, half_a_request_is_malformed)
{
    serve();
    RawClient client(port);
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nxy");
    client.end_sending();
    EXPECT_EQ(client.read().status, 400);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, many_clients_at_once_get_their_own_answers)
{
    serve();
    std::vector<std::thread> clients;
    for (int which = 0; which < 8; ++which)
        clients.emplace_back([this, which] {
            RawClient client(port);
            for (int at = 0; at < 50; ++at) {
                const auto path = (at % 2 == 0 ? "/pool/" : "/") + std::to_string(which * 100 + at);
                EXPECT_EQ(client.ask(get(path)).body, "GET " + path + " ");
            }
        });
    for (auto& client : clients) client.join();
}

class Witness final : public Script {
public:
    Response handle(const Request& request) override
    {
        return {200, request.peer + " " + request.listener, "text/plain", {}};
    }
};

TEST(Listeners, each_names_its_dialect_and_the_peer)
{
    Witness witness;
    ServerOptions options;
    options.io_threads = 2;
    options.listeners = {{"127.0.0.1", 0, ""}, {"localhost", 0, "other"}};
    const auto server = Server::start(options, witness).value();
    ASSERT_EQ(server->ports().size(), 2u);
    EXPECT_EQ(RawClient(server->ports()[0]).ask(get("/")).body, "127.0.0.1 ");
    EXPECT_EQ(RawClient(server->ports()[1]).ask(get("/")).body, "127.0.0.1 other");
}

// Finding a route is work: the service does it once, and every later call has the result.
TEST(Routing, finds_the_route_once_and_hands_it_to_every_call)
{
    class RoutingScript final : public Script {
    public:
        mutable std::atomic<int> searches{0};

        void find_route(Request& head) const override
        {
            ++searches;
            head.route = std::make_shared<const std::string>("route of " + head.path);
        }
        std::size_t body_limit(const Request& head) const override { return head.route ? 100 : 0; }
        Response handle(const Request& request) override
        {
            return {
                200, *std::static_pointer_cast<const std::string>(request.route), "text/plain", {}};
        }
    };
    RoutingScript script;
    ServerOptions options;
    options.listeners = {{"127.0.0.1", 0, ""}};
    const auto server = Server::start(options, script).value();
    RawClient client(server->ports().front());
    EXPECT_EQ(client.ask(post("/a", "body")).body, "route of /a");
    EXPECT_EQ(client.ask(get("/pool/b")).body, "route of /pool/b");
    EXPECT_EQ(script.searches, 2);
}

TEST_F(Story, port_that_is_taken_is_named)
{
    serve();
    ServerOptions options;
    options.listeners = {{"127.0.0.1", port, ""}};
    const auto second = Server::start(options, script);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::unavailable);
    EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(port)), std::string::npos);
    options.listeners = {{"no host", 0, ""}};
    EXPECT_FALSE(Server::start(options, script));
}

} // namespace
} // namespace muster::http

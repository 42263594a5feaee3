// Overload is refused early while other clients are served; and the drain at the end.
#include <thread>

#include "story.h"

namespace muster::http {
namespace {

TEST_F(Story, full_pool_refuses_with_retry_after_and_keeps_the_connection)
{
    // given one thread, at work, and no queue
    ServerOptions options;
    options.pool_threads = 1;
    options.pool_queue = 0;
    serve(options);
    RawClient working(port);
    RawClient refused(port);
    working.send(get("/pool/wait"));
    script.arrived.acquire();
    // when
    const auto answer = refused.ask(get("/pool"));
    // then
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "refused /pool");
    EXPECT_TRUE(answer.has("Retry-After: 1\r\n"));
    EXPECT_EQ(refused.ask(get("/a")).status, 200);
    script.go.release();
    EXPECT_EQ(working.read().status, 200);
}

TEST_F(Story, queue_of_the_pool_is_worked_off)
{
    ServerOptions options;
    options.pool_threads = 1;
    options.pool_queue = 2;
    serve(options);
    RawClient clients[] = {RawClient(port), RawClient(port), RawClient(port)};
    for (auto& client : clients) client.send(get("/pool/wait"));
    script.go.release(3);
    for (auto& client : clients) EXPECT_EQ(client.read().status, 200);
}

TEST_F(Story, reads_go_on_while_the_pool_waits)
{
    ServerOptions options;
    options.pool_threads = 1;
    serve(options);
    RawClient writer(port);
    RawClient reader(port);
    writer.send(get("/pool/wait"));
    script.arrived.acquire();
    EXPECT_EQ(reader.ask(get("/a")).status, 200);
    script.go.release();
    EXPECT_EQ(writer.read().status, 200);
}

TEST_F(Story, connections_over_the_limit_get_503)
{
    // given two connections whose requests are at work
    ServerOptions options;
    options.connections = 2;
    serve(options);
    RawClient inside(port);
    auto leaving = std::make_unique<RawClient>(port);
    for (auto* client : {&inside, leaving.get()}) {
        client->send(get("/pool/wait"));
        script.arrived.acquire();
    }
    // when
    RawClient outside(port);
    const auto answer = outside.ask(get("/a"));
    // then
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.has("Retry-After: 1\r\n"));
    EXPECT_TRUE(outside.is_closed());
    // and when one is answered and leaves, another may come in
    script.go.release(2);
    EXPECT_EQ(leaving->read().status, 200);
    leaving.reset();
    int status = 503;
    while (status == 503) status = RawClient(port).ask(get("/a")).status;
    EXPECT_EQ(status, 200);
    EXPECT_EQ(inside.read().status, 200);
}

// Promise 11: connections that only wait lock nobody out.
TEST_F(Story, idle_connection_makes_room_for_a_new_one)
{
    ServerOptions options;
    options.io_threads = 1;
    options.connections = 2;
    serve(options);
    RawClient working(port);
    working.send(get("/pool/wait"));
    script.arrived.acquire();
    RawClient idle(port);
    ASSERT_EQ(idle.ask(get("/a")).status, 200);
    RawClient arriving(port);
    EXPECT_EQ(arriving.ask(get("/a")).status, 200);
    EXPECT_TRUE(idle.is_closed());
    script.go.release();
    EXPECT_EQ(working.read().status, 200);
}

TEST_F(Story, connection_with_half_a_head_makes_room_too)
{
    ServerOptions options;
    options.io_threads = 1;
    options.connections = 1;
    serve(options);
    RawClient slow(port);
    slow.send("GET /a HTTP/1.1\r\n");
    RawClient arriving(port);
    EXPECT_EQ(arriving.ask(get("/a")).status, 200);
    EXPECT_TRUE(slow.is_closed());
}

TEST_F(Story, one_address_cannot_take_all_connections)
{
    ServerOptions options;
    options.connections_per_address = 1;
    serve(options);
    RawClient inside(port);
    inside.send(get("/pool/wait"));
    script.arrived.acquire();
    EXPECT_EQ(RawClient(port).ask(get("/a")).status, 503);
    script.go.release();
    EXPECT_EQ(inside.read().status, 200);
}

TEST_F(Story, clients_behind_a_trusted_proxy_are_told_apart)
{
    // given a proxy that may open more connections than one client
    ServerOptions options;
    options.connections_per_address = 1;
    options.trusted_proxies = {AddressRange::parse("127.0.0.0/8").value()};
    serve(options);
    RawClient busy(port);
    busy.send(get("/pool/wait"));
    script.arrived.acquire();
    // when
    RawClient client(port);
    const auto answer = client.ask("GET /peer HTTP/1.1\r\nHost: h\r\n"
                                   "X-Forwarded-For: 203.0.113.9\r\n"
                                   "X-Forwarded-For: 198.51.100.7, 127.0.0.2\r\n"
                                   "X-Forwarded-Proto: https\r\n\r\n");
    // then the address before the last trusted one counts
    EXPECT_EQ(answer.body, "198.51.100.7,https");
    script.go.release();
    EXPECT_EQ(busy.read().status, 200);
}

TEST_F(Story, others_cannot_say_who_their_client_is)
{
    serve();
    RawClient client(port);
    EXPECT_EQ(client
                  .ask("GET /peer HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.7\r\n"
                       "X-Forwarded-Proto: https\r\n\r\n")
                  .body,
              "127.0.0.1,");
}

TEST_F(Story, flood_of_connections_leaves_others_served)
{
    // given
    ServerOptions options;
    options.connections = 50;
    serve(options);
    RawClient inside(port);
    inside.send(get("/pool/wait"));
    script.arrived.acquire();
    // when
    std::vector<std::unique_ptr<RawClient>> flood;
    for (int at = 0; at < 500; ++at) flood.push_back(std::make_unique<RawClient>(port));
    // then
    script.go.release();
    EXPECT_EQ(inside.read().status, 200);
    EXPECT_EQ(RawClient(port).ask(get("/a")).status, 200);
}

TEST_F(Story, drain_answers_what_is_in_flight_and_ends)
{
    // given one request at work, one connection idle, one in the middle of a request
    serve();
    RawClient working(port);
    RawClient idle(port);
    RawClient sending(port);
    ASSERT_EQ(idle.ask(get("/a")).status, 200);
    ASSERT_EQ(sending
                  .ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                       "Expect: 100-continue\r\n\r\n")
                  .status,
              100);
    working.send(get("/pool/wait"));
    script.arrived.acquire();
    // when
    std::thread stopping([&] { server->stop(); });
    // then the idle connection is closed, no new one is accepted, the others are answered
    EXPECT_TRUE(idle.is_closed());
    while (RawClient(port).is_open()) std::this_thread::yield();
    script.go.release();
    for (auto* client : {&working, &sending}) {
        const auto answer = client == &sending ? client->ask("b") : client->read();
        EXPECT_EQ(answer.status, 200);
        EXPECT_TRUE(answer.has("Connection: close\r\n"));
        EXPECT_TRUE(client->is_closed());
    }
    stopping.join();
}

TEST_F(Story, drain_closes_connections_that_do_not_finish)
{
    // given a request that has begun
    ServerOptions options;
    options.drain_deadline = soon;
    serve(options);
    RawClient client(port);
    ASSERT_EQ(client
                  .ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                       "Expect: 100-continue\r\n\r\n")
                  .status,
              100);
    // when
    server->stop();
    // then
    EXPECT_EQ(client.read().status, 0);
    EXPECT_EQ(script.handled, 0);
}

TEST_F(Story, server_can_be_stopped_twice_and_its_port_taken_again)
{
    serve();
    ASSERT_EQ(RawClient(port).ask(get("/a")).status, 200);
    server->stop();
    server->stop();
    EXPECT_FALSE(RawClient(port).is_open());
    ServerOptions options;
    options.listeners = {{"127.0.0.1", port, ""}};
    const auto again = Server::start(options, script);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(RawClient(port).ask(get("/a")).status, 200);
}

} // namespace
} // namespace muster::http

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
    // given
    ServerOptions options;
    options.connections = 2;
    serve(options);
    RawClient inside(port);
    auto leaving = std::make_unique<RawClient>(port);
    ASSERT_EQ(inside.ask(get("/a")).status, 200);
    ASSERT_EQ(leaving->ask(get("/a")).status, 200);
    // when
    RawClient outside(port);
    const auto answer = outside.ask(get("/a"));
    // then
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.has("Retry-After: 1\r\n"));
    EXPECT_TRUE(outside.is_closed());
    EXPECT_EQ(inside.ask(get("/a")).status, 200);
    // and when one leaves, another may come in
    leaving.reset();
    int status = 503;
    while (status == 503) status = RawClient(port).ask(get("/a")).status;
    EXPECT_EQ(status, 200);
}

TEST_F(Story, one_address_cannot_take_all_connections)
{
    ServerOptions options;
    options.connections_per_address = 1;
    serve(options);
    RawClient inside(port);
    ASSERT_EQ(inside.ask(get("/a")).status, 200);
    EXPECT_EQ(RawClient(port).ask(get("/a")).status, 503);
}

TEST_F(Story, flood_of_connections_leaves_others_served)
{
    // given
    ServerOptions options;
    options.connections = 50;
    serve(options);
    RawClient inside(port);
    ASSERT_EQ(inside.ask(get("/a")).status, 200);
    // when
    std::vector<std::unique_ptr<RawClient>> flood;
    for (int at = 0; at < 500; ++at) flood.push_back(std::make_unique<RawClient>(port));
    // then
    EXPECT_EQ(inside.ask(get("/a")).status, 200);
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

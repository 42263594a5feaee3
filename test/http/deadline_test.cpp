// Deadlines are total ones: a slow client is refused and closed, however steadily its bytes arrive.
#include <thread>

#include "story.h"

namespace muster::http {
namespace {

// Sends `bit` again and again, faster than the deadline, until an answer arrives.
RawAnswer trickle(RawClient& client, std::string_view bit = "a")
{
    std::atomic<bool> is_answered{false};
    std::thread sender([&] {
        while (!is_answered && client.send(bit))
            std::this_thread::sleep_for(std::chrono::milliseconds(20)); // the attack, not a wait
    });
    auto answer = client.read();
    is_answered = true;
    sender.join();
    return answer;
}

TEST_F(Story, slow_header_is_cut)
{
    ServerOptions options;
    options.header_deadline = soon;
    serve(options);
    RawClient client(port);
    client.send("GET /slow HTTP/1.1\r\nHost: h\r\nA: ");
    const auto answer = trickle(client);
    EXPECT_EQ(answer.status, 408);
    EXPECT_EQ(answer.body, "refused /slow");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, slow_header_in_whole_fields_is_cut)
{
    ServerOptions options;
    options.header_deadline = soon;
    serve(options);
    RawClient client(port);
    client.send("GET /slow HTTP/1.1\r\nA");
    EXPECT_EQ(trickle(client, ": b\r\nA").status, 408);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, empty_lines_do_not_keep_a_connection)
{
    ServerOptions options;
    options.idle_deadline = later;
    serve(options);
    RawClient client(port);
    EXPECT_EQ(trickle(client, "\r\n").status, 0);
}

TEST_F(Story, slow_body_is_cut)
{
    ServerOptions options;
    options.body_deadline = soon;
    serve(options);
    RawClient client(port);
    client.send("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
    EXPECT_EQ(trickle(client).status, 408);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, slow_chunks_are_cut)
{
    ServerOptions options;
    options.body_deadline = soon;
    serve(options);
    RawClient client(port);
    client.send("POST /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;");
    EXPECT_EQ(trickle(client).status, 408);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Story, idle_connection_is_closed_without_a_word)
{
    ServerOptions options;
    options.idle_deadline = later;
    serve(options);
    RawClient fresh(port);
    RawClient used(port);
    EXPECT_EQ(used.ask(get("/")).status, 200);
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(used.is_closed());
}

TEST_F(Story, client_that_does_not_read_is_cut)
{
    // given more answers than the system buffers
    ServerOptions options;
    options.write_deadline = soon;
    options.idle_deadline = later;
    serve(options);
    RawClient client(port);
    for (int at = 0; at < 8; ++at) client.send(get("/big"));
    while (script.handled == 0) std::this_thread::yield();
    // when the client does not read them
    let_deadlines_pass();
    // then not all are delivered
    int whole = 0;
    while (client.read().status == 200) ++whole;
    EXPECT_LT(whole, 8);
}

TEST_F(Story, work_on_the_pool_is_not_cut)
{
    ServerOptions options;
    options.header_deadline = options.body_deadline = options.write_deadline = soon;
    options.idle_deadline = later;
    serve(options);
    RawClient client(port);
    client.send(get("/pool/wait"));
    script.arrived.acquire();
    let_deadlines_pass();
    script.go.release();
    EXPECT_EQ(client.read().status, 200);
}

} // namespace
} // namespace muster::http

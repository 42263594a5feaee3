// Promise 11: bodies and answers have budgets, and each kind of work has threads of its own.
#include "story.h"

namespace muster::http {
namespace {

constexpr std::size_t large = limits::unchecked_body_bytes + 1;

TEST_F(Story, large_body_of_a_stranger_is_not_read)
{
    serve();
    RawClient client(port);
    // The body never comes, so the answer can only follow from the head.
    const auto answer = client.ask(post_head("/a", large, "Stranger: yes\r\n"));
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body, "who?");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(script.handled, 0);
}

TEST_F(Story, stranger_gets_no_invitation_to_send_a_large_body)
{
    serve();
    RawClient client(port);
    EXPECT_EQ(
        client.ask(post_head("/a", large, "Expect: 100-continue\r\nStranger: yes\r\n")).status,
        401);
    RawClient known(port);
    EXPECT_EQ(known.ask(post_head("/a", large, "Expect: 100-continue\r\n")).status, 100);
    EXPECT_EQ(known.ask(std::string(large, 'b')).status, 200);
}

TEST_F(Story, body_in_chunks_is_read_of_known_callers_only)
{
    serve();
    const std::string head = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";
    EXPECT_EQ(RawClient(port).ask(head + "Stranger: yes\r\n\r\n").status, 401);
    EXPECT_EQ(RawClient(port).ask(head + "\r\n1\r\nb\r\n0\r\n\r\n").body, "POST /a b");
}

TEST_F(Story, small_bodies_are_read_without_a_check)
{
    serve();
    const std::string body(limits::unchecked_body_bytes, 'b');
    EXPECT_EQ(RawClient(port).ask(post("/a", body)).body, "POST /a " + body);
    EXPECT_EQ(script.checked, 0);
}

TEST_F(Story, bodies_of_one_caller_have_a_budget)
{
    // given a caller whose body is arriving
    ServerOptions options;
    options.bodies_per_caller_bytes = large;
    serve(options);
    RawClient sending(port);
    ASSERT_EQ(sending.ask(post_head("/a", large, "Expect: 100-continue\r\nCaller: a\r\n")).status,
              100);
    // when it sends a second one, and somebody else sends one
    const auto second = RawClient(port).ask(post_head("/a", large, "Caller: a\r\n"));
    const auto other =
        RawClient(port).ask(post_head("/a", large, "Caller: b\r\n") + std::string(large, 'b'));
    // then
    EXPECT_EQ(second.status, 503);
    EXPECT_TRUE(second.has("Retry-After: 1\r\n"));
    EXPECT_EQ(other.status, 200);
    // and the budget is free again when the first was handled
    EXPECT_EQ(sending.ask(std::string(large, 'b')).status, 200);
    EXPECT_EQ(RawClient(port)
                  .ask(post_head("/a", large, "Caller: a\r\n") + std::string(large, 'b'))
                  .status,
              200);
}

TEST_F(Story, all_bodies_together_have_a_budget)
{
    ServerOptions options;
    options.all_bodies_bytes = large;
    serve(options);
    RawClient sending(port);
    ASSERT_EQ(sending.ask(post_head("/a", large, "Expect: 100-continue\r\nCaller: a\r\n")).status,
              100);
    EXPECT_EQ(RawClient(port).ask(post_head("/a", large, "Caller: b\r\n")).status, 503);
    EXPECT_EQ(RawClient(port).ask(post("/a", "small")).status, 200);
}

TEST_F(Story, client_that_does_not_read_gets_no_second_large_answer)
{
    for (const std::string path : {"/big", "/pool/big", "/list/big"}) {
        // given a client that has not taken its answer
        ServerOptions options;
        options.answers_per_address_bytes = Script::big;
        serve(options);
        RawClient lazy(port);
        lazy.send(get(path));
        ASSERT_TRUE(lazy.receives());
        // when
        RawClient other(port);
        const auto answer = other.ask(get(path));
        // then
        EXPECT_EQ(answer.status, 503) << path;
        EXPECT_TRUE(answer.has("Retry-After: 1\r\n"));
        EXPECT_EQ(other.ask(get("/a")).status, 200);
        // and when the first has read, the budget is free again
        EXPECT_EQ(lazy.read().body.size(), Script::big);
        while (other.ask(get(path)).status == 503) {
        }
    }
}

TEST_F(Story, pages_and_lists_do_not_wait_for_requests)
{
    ServerOptions options;
    options.pool_threads = 1;
    serve(options);
    RawClient working(port);
    working.send(get("/pool/wait"));
    script.arrived.acquire();
    RawClient probe(port);
    EXPECT_EQ(probe.ask(get("/page")).status, 200);
    EXPECT_EQ(probe.ask(get("/list")).status, 200);
    script.go.release();
    EXPECT_EQ(working.read().status, 200);
}

TEST_F(Story, queued_work_of_a_client_that_left_is_dropped)
{
    // given a busy pool, and a request that waits for it
    ServerOptions options;
    options.io_threads = 1; // so that requests are queued in their order
    options.pool_threads = 1;
    serve(options);
    RawClient working(port);
    working.send(get("/pool/wait"));
    script.arrived.acquire();
    RawClient leaving(port);
    leaving.send(get("/a") + get("/pool/leaving"));
    ASSERT_EQ(leaving.read().status, 200); // its second request is queued now
    leaving.end_sending();
    RawClient staying(port);
    staying.send(get("/a") + get("/pool/staying"));
    ASSERT_EQ(staying.read().status, 200);
    // when
    script.go.release();
    // then
    EXPECT_EQ(staying.read().status, 200);
    EXPECT_TRUE(leaving.is_closed());
    EXPECT_EQ(script.handled, 4);
}

} // namespace
} // namespace muster::http

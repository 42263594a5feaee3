// A server that passes connections on to another one: its clients notice no difference, and nobody
// but a node can speak for them (promises 4, 11).
#include <mutex>
#include <thread>
#include <vector>

#include "certificate.h"
#include "story.h"
#include "tls_connection.h"

namespace muster::http {
namespace {

const std::string shared_key(32, 'k');

// Answers pages itself, and lets another node answer all else.
class PassingScript final : public Script {
public:
    bool is_passed_on(const Request& head) const override { return !head.path.starts_with("/own"); }
    Response handle(const Request& request) override
    {
        if (request.path != "/origin") return Script::handle(request);
        return {200,
                request.peer + ' ' + request.listener + (request.secure ? " secure" : " plain"),
                "text/plain",
                {}};
    }
};

// What a node knows of the others, as the test says.
class KnownNodes final : public OtherNodes {
public:
    void set_active(std::optional<OtherNode> node)
    {
        const std::lock_guard lock(mutex_);
        active_ = std::move(node);
    }

    std::optional<OtherNode> active() const override
    {
        const std::lock_guard lock(mutex_);
        return active_;
    }
    std::optional<TlsContext> link() const override
    {
        return has_key ? std::optional(TlsContext::for_key(key)) : std::nullopt;
    }
    void note_passed(const OtherNode&) override { ++open; }
    void note_ended() override
    {
        --open;
        ended.release();
    }
    void note_failed(const OtherNode&, const std::string& reason) override
    {
        const std::lock_guard lock(mutex_);
        failure_ = reason;
    }
    std::string failure() const
    {
        const std::lock_guard lock(mutex_);
        return failure_;
    }

    std::string key = shared_key;
    bool has_key = true;
    std::atomic<int> open{0};
    std::counting_semaphore<1000> ended{0};

private:
    mutable std::mutex mutex_;
    std::optional<OtherNode> active_;
    std::string failure_;
};

struct TestNode {
    PassingScript script;
    KnownNodes nodes;
    std::unique_ptr<Server> server;

    std::uint16_t port() const { return server->ports()[0]; }
    std::uint16_t secure_port() const { return server->ports()[1]; }
    std::uint16_t node_port() const { return server->ports()[2]; }
};

// The far end of a connection to the port for nodes, which has the key.
class NodeConnection {
public:
    NodeConnection(std::uint16_t port, const std::string& key)
        : client_(port), tls_(TlsContext::for_key(key), client_.descriptor(), TlsSide::client)
    {
        const timeval bound{30, 0};
        ::setsockopt(client_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    }

    bool write(std::string_view bytes) { return tls_.write(bytes).status == IoStatus::transferred; }
    // Everything until the server closes.
    std::string rest()
    {
        std::string all;
        std::array<char, 4096> bytes;
        for (;;) {
            const auto result = tls_.read(bytes.data(), bytes.size());
            if (result.status != IoStatus::transferred) return all;
            all.append(bytes.data(), result.bytes);
        }
    }

private:
    RawClient client_;
    TlsChannel tls_;
};

class EndlessPieces final : public BodyStream {
public:
    ~EndlessPieces() override { gone.release(); }
    std::optional<std::string> next() override { return std::string(60'000, 'x'); }
    static inline std::counting_semaphore<> gone{0};
};

class PassingStory : public testing::Test {
protected:
    void start(TestNode& node, ServerOptions options = {})
    {
        options.listeners = {{"127.0.0.1", 0, "somebody"},
                             {"127.0.0.1", 0, "", true},
                             {"127.0.0.1", 0, "", false, true}};
        options.certificate_file = ours.certificate;
        options.key_file = ours.key;
        options.io_threads = 2;
        options.pool_threads = 4;
        options.other_nodes = &node.nodes;
        auto started = Server::start(options, node.script);
        ASSERT_TRUE(started) << started.error().message;
        node.server = *std::move(started);
    }

    void start_both(const ServerOptions& options = {})
    {
        start(active, options);
        start(standing_by, options);
        standing_by.nodes.set_active(node_of(active));
    }

    static OtherNode node_of(const TestNode& node, std::int64_t term = 1)
    {
        return {"other", "127.0.0.1", node.node_port(), term};
    }

    TestFolder folder;
    TestCertificate ours{folder, "ours"};
    TestNode active;
    TestNode standing_by;
    static constexpr std::chrono::milliseconds soon{300};
};

TEST_F(PassingStory, the_other_node_answers_and_knows_where_the_client_came_from)
{
    start_both();
    RawClient client(standing_by.port(), 77);
    EXPECT_EQ(client.ask(get("/origin")).body, "127.0.0.77 somebody plain");
    EXPECT_EQ(client.ask(post("/pool/a", "body")).body, "POST /pool/a body") << "it stays open";
    EXPECT_EQ(standing_by.script.handled, 0);
    EXPECT_EQ(active.script.handled, 1);
}

TEST_F(PassingStory, a_client_that_speaks_tls_is_secure_there)
{
    start_both();
    TlsConnection client(standing_by.secure_port(), ours.certificate);
    client.write("GET /origin HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const auto answer = client.read_all();
    EXPECT_TRUE(answer.ends_with("127.0.0.1  secure")) << answer; // and the end is no cut
}

TEST_F(PassingStory, what_belongs_to_a_node_it_answers_itself)
{
    start_both();
    RawClient client(standing_by.port());
    client.send(get("/own/a") + get("/own/pool/big") + get("/there") + get("/there/too"));
    EXPECT_EQ(client.read().body, "GET /own/a ");
    EXPECT_EQ(client.read().body.size(), Script::big);
    EXPECT_EQ(client.read().body, "GET /there ") << "after the answers to earlier requests";
    EXPECT_EQ(client.read().body, "GET /there/too ");
    EXPECT_EQ(standing_by.script.handled, 2);
}

TEST_F(PassingStory, a_proxy_is_trusted_there_as_it_is_here)
{
    ServerOptions options;
    options.trusted_proxies = {AddressRange::parse("127.0.0.9").value()};
    start_both(options);
    const std::string question = "GET /peer HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.7"
                                 "\r\nX-Forwarded-Proto: https\r\n\r\n";
    EXPECT_EQ(RawClient(standing_by.port(), 9).ask(question).body, "198.51.100.7,https");
    EXPECT_EQ(RawClient(standing_by.port(), 8).ask(question).body, "127.0.0.8,");
}

TEST_F(PassingStory, large_bodies_go_both_ways)
{
    active.script.limit = std::size_t{8} << 20;
    start_both();
    const std::string body(active.script.limit, 'b');
    RawClient client(standing_by.port());
    std::thread sending([&] { client.send(post("/pool/a", body)); });
    EXPECT_EQ(client.read().body, "POST /pool/a " + body);
    sending.join();
    EXPECT_EQ(client.ask(get("/file")).body.size(), Script::big);

    client.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    EXPECT_EQ(client.ask("2\r\nde\r\n0\r\n\r\n").body, "POST /c abcde");

    TlsConnection secure(standing_by.secure_port(), ours.certificate);
    secure.write("GET /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_GT(secure.read_all().size(), Script::big);
}

TEST_F(PassingStory, a_body_that_is_refused_there_is_refused_with_its_reason)
{
    start_both();
    RawClient client(standing_by.port());
    client.send(post_head("/a", std::size_t{1} << 40));
    std::thread sending([&] {
        while (client.send(std::string(100'000, 'x'))) continue;
    });
    EXPECT_EQ(client.read().status, 413);
    client.end_sending();
    sending.join();
}

TEST_F(PassingStory, an_event_stream_arrives_piece_by_piece_and_ends_with_its_client)
{
    active.script.stream = std::make_shared<EndlessPieces>();
    start_both();
    {
        RawClient client(standing_by.port());
        client.send(get("/stream"));
        EXPECT_EQ(client.read().status, 200);
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(client.receives());
        active.script.stream.reset(); // only the connection has it now
    }
    EndlessPieces::gone.acquire();
    standing_by.nodes.ended.acquire();
    EXPECT_EQ(standing_by.nodes.open, 0);
}

TEST_F(PassingStory, a_client_that_reads_nothing_loses_its_connection)
{
    ServerOptions options;
    options.write_deadline = soon;
    active.script.stream = std::make_shared<EndlessPieces>();
    start_both(options);
    RawClient client(standing_by.port());
    client.send(get("/stream"));
    standing_by.nodes.ended.acquire();
    active.script.stream.reset();
    EndlessPieces::gone.acquire();
}

TEST_F(PassingStory, a_half_closed_client_gets_its_answer)
{
    start_both();
    RawClient client(standing_by.port());
    client.send(get("/pool/wait"));
    active.script.arrived.acquire();
    client.end_sending();
    active.script.go.release();
    EXPECT_EQ(client.read().body, "GET /pool/wait ");
    EXPECT_EQ(client.rest(), "");
}

TEST_F(PassingStory, connections_of_one_address_are_limited_there_as_well)
{
    start_both();
    ServerOptions few;
    few.connections_per_address = 1;
    TestNode strict;
    start(strict, few);
    standing_by.nodes.set_active(node_of(strict));
    RawClient busy(standing_by.port(), 5);
    busy.send(get("/pool/wait"));
    strict.script.arrived.acquire();
    EXPECT_EQ(RawClient(standing_by.port(), 5).ask(get("/a")).status, 503);
    EXPECT_EQ(RawClient(standing_by.port(), 6).ask(get("/a")).status, 200);
    strict.script.go.release();
    EXPECT_EQ(busy.read().status, 200);
}

TEST_F(PassingStory, two_nodes_that_stand_by_do_not_pass_on_in_a_circle)
{
    start_both();
    active.nodes.set_active(node_of(standing_by));
    EXPECT_EQ(RawClient(standing_by.port()).ask(get("/a")).body, "GET /a ");
    EXPECT_EQ(active.script.handled, 1) << "it answers what came from a node";
}

TEST_F(PassingStory, without_a_node_to_pass_on_to_the_service_answers)
{
    start(standing_by);
    start(active);
    const auto gone = node_of(active);
    active.server->stop();
    standing_by.nodes.set_active(gone);
    RawClient client(standing_by.port());
    EXPECT_EQ(client.ask(get("/a")).body, "GET /a ");
    EXPECT_EQ(standing_by.nodes.failure(), "Connection refused");
    EXPECT_EQ(client.ask(post("/pool/b", "c")).body, "POST /pool/b c") << "with its body";
    standing_by.nodes.set_active(std::nullopt);
    EXPECT_EQ(client.ask(get("/d")).body, "GET /d ");
}

// It takes connections, as the kernel of a paused machine does, and says nothing.
TEST_F(PassingStory, a_node_that_does_not_answer_is_given_up)
{
    start(standing_by);
    const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    void* const anonymous = &address;
    ASSERT_EQ(::bind(silent, static_cast<sockaddr*>(anonymous), size), 0);
    ASSERT_EQ(::listen(silent, 1), 0);
    ::getsockname(silent, static_cast<sockaddr*>(anonymous), &size);
    standing_by.nodes.set_active(OtherNode{"silent", "127.0.0.1", ntohs(address.sin_port), 1});
    EXPECT_EQ(RawClient(standing_by.port()).ask(get("/a")).body, "GET /a ");
    EXPECT_EQ(standing_by.nodes.failure(), "it does not answer");
    ::close(silent);
}

TEST_F(PassingStory, a_request_whose_node_is_gone_is_not_sent_a_second_time)
{
    start_both();
    RawClient client(standing_by.port());
    client.send(get("/pool/wait"));
    active.script.arrived.acquire();
    TestNode next;
    start(next);
    standing_by.nodes.set_active(node_of(next, 2)); // what the first one says no longer counts
    EXPECT_EQ(client.rest(), "");
    active.script.go.release();
    EXPECT_EQ(next.script.handled, 0);
    EXPECT_EQ(standing_by.script.handled, 0);
    EXPECT_EQ(RawClient(standing_by.port()).ask(get("/a")).body, "GET /a ");
    EXPECT_EQ(next.script.handled, 1);
}

TEST_F(PassingStory, a_stranger_at_the_port_for_nodes_gets_nothing)
{
    start_both();
    const std::string line = "muster 1 203.0.113.7 https somebody\n" + get("/origin");
    RawClient plain(active.node_port());
    plain.send(line);
    EXPECT_EQ(plain.rest().find("HTTP"), std::string::npos);
    NodeConnection wrong(active.node_port(), std::string(32, 'w'));
    EXPECT_FALSE(wrong.write(line));
    EXPECT_EQ(wrong.rest(), "");

    standing_by.nodes.key = std::string(32, 'w');
    EXPECT_EQ(RawClient(standing_by.port()).ask(get("/a")).status, 200);
    EXPECT_NE(standing_by.nodes.failure().find("signing.key"), std::string::npos);
    EXPECT_EQ(active.script.handled, 0);
}

TEST_F(PassingStory, without_a_key_a_node_neither_passes_on_nor_takes_anything)
{
    start_both();
    standing_by.nodes.has_key = false;
    EXPECT_EQ(RawClient(standing_by.port()).ask(get("/a")).status, 200);
    EXPECT_NE(standing_by.nodes.failure(), "");
    EXPECT_TRUE(RawClient(standing_by.node_port()).is_closed());
    EXPECT_EQ(active.script.handled, 0);
}

TEST_F(PassingStory, hostile_first_bytes_of_a_node_end_only_its_connection)
{
    start_both();
    for (const auto& bytes :
         {std::string("\n"), std::string("GET / HTTP/1.1\r\n\r\n"), std::string(100'000, 'x'),
          std::string(1, '\0') + "\n", std::string("muster 9 127.0.0.1 http -\n"),
          std::string("muster 1 127.0.0.1 http " + std::string(300, 'a') + '\n')}) {
        NodeConnection node(active.node_port(), shared_key);
        node.write(bytes);
        EXPECT_EQ(node.rest(), "") << bytes.substr(0, 40);
    }
    NodeConnection in_pieces(active.node_port(), shared_key);
    const std::string good = "muster 1 198.51.100.7 http somebody\nGET /origin HTTP/1.1\r\n"
                             "Host: h\r\nConnection: close\r\n\r\n";
    for (const char c : good) in_pieces.write(std::string(1, c));
    EXPECT_TRUE(in_pieces.rest().ends_with("198.51.100.7 somebody plain"));
}

TEST_F(PassingStory, who_says_nothing_at_the_port_for_nodes_is_closed)
{
    ServerOptions options;
    options.header_deadline = soon;
    start_both(options);
    EXPECT_TRUE(RawClient(active.node_port()).is_closed());
    NodeConnection half(active.node_port(), shared_key);
    half.write("muster 1 127.0.0.1");
    EXPECT_EQ(half.rest(), "");
}

TEST_F(PassingStory, both_nodes_end_while_connections_are_passed_on)
{
    start_both();
    RawClient idle(standing_by.port());
    EXPECT_EQ(idle.ask(get("/a")).status, 200);
    RawClient busy(standing_by.port());
    busy.send(get("/pool/wait"));
    active.script.arrived.acquire();
    std::thread stopping([&] { standing_by.server->stop(); });
    EXPECT_TRUE(idle.is_closed());
    active.script.go.release();
    EXPECT_EQ(busy.read().status, 200) << "the request that was running";
    EXPECT_EQ(busy.rest(), "");
    stopping.join();
    active.server->stop();
    EXPECT_EQ(standing_by.nodes.open, 0);
}

} // namespace
} // namespace muster::http

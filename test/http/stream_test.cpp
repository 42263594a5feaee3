// Promise 11: an answer that goes on holds one piece, and ends with its client and its server.
#include <thread>
#include <vector>

#include "story.h"

namespace muster::http {
namespace {

// Gives its pieces one after the other, an empty one where it has nothing for now, and then ends.
class ScriptedStream final : public BodyStream {
public:
    explicit ScriptedStream(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
    std::optional<std::string> next() override
    {
        if (given_ == pieces_.size()) return std::nullopt;
        return pieces_[given_++];
    }

private:
    std::vector<std::string> pieces_;
    std::size_t given_ = 0;
};

// Never ends.
class EndlessStream final : public BodyStream {
public:
    explicit EndlessStream(std::string piece) : piece_(std::move(piece)) {}
    ~EndlessStream() override { gone.release(); }
    std::optional<std::string> next() override
    {
        ++asked;
        return piece_;
    }

    static inline std::counting_semaphore<> gone{0};
    std::atomic<int> asked{0};

private:
    const std::string piece_;
};

TEST_F(Story, stream_is_sent_piece_by_piece_until_its_end)
{
    script.stream = std::make_shared<ScriptedStream>(std::vector<std::string>{"one ", "", "two"});
    serve();
    RawClient client(port);
    client.send(get("/stream"));
    const auto head = client.read().head;
    EXPECT_NE(head.find("HTTP/1.1 200 OK"), head.npos);
    EXPECT_NE(head.find("Content-Type: text/plain"), head.npos);
    EXPECT_NE(head.find("Connection: close"), head.npos);
    EXPECT_EQ(head.find("Content-Length"), head.npos);
    EXPECT_EQ(client.rest(), "one two");
}

TEST_F(Story, stream_has_no_body_for_head)
{
    script.stream = std::make_shared<EndlessStream>("x");
    serve();
    RawClient client(port);
    client.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read(true).status, 200);
    EXPECT_EQ(client.rest(), "");
}

TEST_F(Story, client_that_goes_away_ends_its_stream)
{
    script.stream = std::make_shared<EndlessStream>("");
    serve();
    {
        RawClient client(port);
        client.send(get("/stream"));
        EXPECT_TRUE(client.receives());
        script.stream.reset(); // only the connection has it now
    }
    EndlessStream::gone.acquire();
}

TEST_F(Story, client_that_reads_nothing_is_asked_for_no_further_piece)
{
    const auto stream = std::make_shared<EndlessStream>(std::string(std::size_t{16} << 20, 'x'));
    script.stream = stream;
    ServerOptions options;
    options.write_deadline = soon;
    serve(options);
    RawClient client(port);
    client.send(get("/stream"));
    EXPECT_TRUE(client.receives());
    // The deadline of the first piece that the client does not read ends the connection.
    script.stream.reset();
    const std::weak_ptr<EndlessStream> held = stream;
    while (held.use_count() > 1) std::this_thread::yield();
    EXPECT_LE(stream->asked, 2);
}

TEST_F(Story, stopping_server_ends_streams)
{
    script.stream = std::make_shared<EndlessStream>("");
    serve();
    RawClient client(port);
    client.send(get("/stream"));
    EXPECT_TRUE(client.receives());
    server->stop();
    client.read();
    EXPECT_TRUE(client.is_closed());
}

} // namespace
} // namespace muster::http

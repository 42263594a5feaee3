// Shared by the tests of this folder: a scripted service behind a real server on a free port, and a
// client that sends raw bytes.
#pragma once

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server/server.h"

namespace muster::http {

// One answer: its head as text, and a body of the length in Content-Length.
struct RawAnswer {
    int status = 0; // 0: the connection ended before a whole answer
    std::string head;
    std::string body;

    bool has(std::string_view text) const { return head.find(text) != head.npos; }
};

class RawClient {
public:
    // `from`: the last byte of its own address, 127.0.0.x; 0: the system chooses.
    explicit RawClient(std::uint16_t port, std::uint8_t from = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        void* anonymous = &address;
        address.sin_family = AF_INET;
        if (from != 0) {
            address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xffffff00) | from);
            ::bind(socket_, static_cast<sockaddr*>(anonymous), sizeof address);
        }
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_open_ = ::connect(socket_, static_cast<sockaddr*>(anonymous), sizeof address) == 0;
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool is_open() const { return is_open_; }
    int descriptor() const { return socket_; }

    // False when the server has closed the connection.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Waits for some bytes of an answer, and leaves the others unread.
    bool receives() { return !received_.empty() || receive(); }

    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    // Waits for one answer. An answer to HEAD has no body, whatever its length says.
    RawAnswer read(bool is_head = false)
    {
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == received_.npos)
            if (!receive()) return {};
        RawAnswer answer;
        answer.head = received_.substr(0, end + 2);
        received_.erase(0, end + 4);
        if (answer.head.size() > 12)
            std::from_chars(&answer.head[9], &answer.head[12], answer.status);
        const auto length = is_head ? 0 : length_in(answer.head);
        while (received_.size() < length)
            if (!receive()) return {};
        answer.body = received_.substr(0, length);
        received_.erase(0, length);
        return answer;
    }

    RawAnswer ask(std::string_view bytes)
    {
        send(bytes);
        return read();
    }

    // Everything until the server closes.
    std::string rest()
    {
        while (receive()) continue;
        return std::exchange(received_, {});
    }

    // Waits for the end: true when the server closes without another byte.
    bool is_closed() { return received_.empty() && !receive() && received_.empty(); }

private:
    static std::size_t length_in(std::string_view head)
    {
        static constexpr std::string_view name = "\r\nContent-Length: ";
        std::size_t length = 0;
        const auto at = head.find(name);
        if (at == head.npos) return 0;
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
        return length;
    }

    bool receive()
    {
        pollfd waiting{socket_, POLLIN, 0};
        constexpr int patience_ms = 30'000; // only ever waited for when the server is broken
        if (::poll(&waiting, 1, patience_ms) != 1) {
            ADD_FAILURE() << "the server neither answered nor closed";
            return false;
        }
        std::array<char, 16384> bytes;
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    int socket_;
    bool is_open_ = false;
    std::string received_;
};

// An unnamed file of 2 * `bytes`, of which the second half is the body.
inline std::shared_ptr<FilePiece> file_of(std::size_t bytes)
{
    std::FILE* file = std::tmpfile();
    const std::string content = std::string(bytes, '-') + std::string(bytes, 'x');
    std::fwrite(content.data(), 1, content.size(), file);
    std::fflush(file);
    const int descriptor = ::dup(::fileno(file));
    std::fclose(file);
    return std::make_shared<FilePiece>(descriptor, bytes, bytes);
}

// Answers "VERB path body". Paths that begin with /pool, /list and /page are served on the pool of
// that kind, and those that end with /wait wait there until the story says go. Large bodies are
// refused when the request has the header "Stranger", and count for the header "Caller".
class Script : public Service {
public:
    static constexpr std::size_t big = std::size_t{8} << 20; // of the answer to /big

    std::counting_semaphore<1000> arrived{0}; // a request is in /pool/wait
    std::counting_semaphore<1000> go{0};
    std::atomic<int> handled{0};
    std::atomic<int> checked{0}; // heads of large bodies
    std::size_t limit = limits::body_bytes;
    std::shared_ptr<BodyStream> stream; // the answer to /stream

    std::size_t body_limit(const Request&) const override { return limit; }

    RunOn run_on(const Request& head) const override
    {
        if (head.path.starts_with("/list")) return RunOn::list_pool;
        if (head.path.starts_with("/page")) return RunOn::page_pool;
        return head.path.starts_with("/pool") ? RunOn::pool : RunOn::io_thread;
    }

    HeadCheck check_head(const Request& head) override
    {
        ++checked;
        if (head.has_header("Stranger")) return {Response{401, "who?", "text/plain", {}}, {}};
        return {std::nullopt, std::string(head.header("Caller"))};
    }

    Response handle(const Request& request) override
    {
        ++handled;
        if (request.path.ends_with("/wait")) {
            arrived.release();
            go.acquire();
        }
        Response response;
        response.content_type = "text/plain";
        if (request.path.ends_with("/big"))
            response.body.assign(big, 'x');
        else if (request.path == "/file")
            response.file = file_of(big);
        else if (request.path == "/stream")
            response.stream = stream;
        else if (request.path == "/peer")
            response.body = request.peer + "," + std::string(request.header("X-Forwarded-Proto"));
        else if (request.path == "/header")
            response.body = request.header(request.body);
        else
            response.body = request.method + " " + request.path + " " + request.body;
        return response;
    }

    Response refuse(const Request& head, Refusal refusal) const override
    {
        return {status_of(refusal), "refused " + head.path, "text/plain", {}};
    }
};

inline std::string get(const std::string& path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

// The head of a request with a body; each of the headers ends its line.
inline std::string post_head(const std::string& path, std::size_t bytes,
                             const std::string& headers = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) +
           "\r\n" + headers + "\r\n";
}

inline std::string post(const std::string& path, const std::string& body)
{
    return post_head(path, body.size()) + body;
}

class Story : public testing::Test {
protected:
    void serve(ServerOptions options = {})
    {
        options.listeners = {{"127.0.0.1", 0, "somebody"}};
        if (options.io_threads == 0) options.io_threads = 2;
        if (options.pool_threads == limits::pool_threads) options.pool_threads = 4;
        auto started = Server::start(options, script);
        ASSERT_TRUE(started) << started.error().message;
        server = *std::move(started);
        port = server->ports().front();
    }

    // Deadlines short enough to wait for, and long enough for a busy machine.
    static constexpr std::chrono::milliseconds soon{300};
    static constexpr std::chrono::milliseconds later{600};

    // Waits until twice the idle deadline has passed, by the server's own clock.
    void let_deadlines_pass()
    {
        for (int round = 0; round < 2; ++round) EXPECT_TRUE(RawClient(port).is_closed());
    }

    Script script;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

} // namespace muster::http

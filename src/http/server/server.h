// The HTTP server: accepts connections, parses requests, calls one Service, and sends its answers.
// Knows HTTP/1.1, limits and deadlines (base/limits.h). Knows no routes and no customers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "http/address.h"
#include "http/request.h"
#include "http/server/nodes/other_nodes.h"

namespace muster::http {

// Why the server itself refuses a request, before the service handles it.
enum class Refusal {
    malformed,        // 400: broken request line, header, framing, missing Host
    header_too_large, // 431
    target_too_long,  // 414
    body_too_large,   // 413
    too_slow,         // 408
    overloaded,       // 503, with Retry-After
    bad_framing,      // 501: a Transfer-Encoding other than "chunked"
    not_secure,       // 400: plain HTTP on a port that speaks TLS
    encoded_body,     // 415: the body of the request has a Content-Encoding
};

int status_of(Refusal refusal);

// The thread on which a request is handled.
enum class RunOn {
    io_thread, // the one that read the request: for reads of the embedded store, microseconds long
    pool,      // one of the bounded pool: for everything that may wait (a commit, a password hash)
    list_pool, // as many threads as cores: for reads that take long, or whose answers may be large
    page_pool, // two threads: for the pages of the site and probes, which wait for no request
};

// What the service says to a request with a large body before the body is read.
struct HeadCheck {
    std::optional<Response> refusal; // the answer, if the body is not wanted
    std::string caller;              // whose budget for bodies is used
};

// The application behind the server. Called from many threads at once. Must not throw.
class Service {
public:
    virtual ~Service() = default;
    // Called once per request, when the head is complete and before the calls below: may store in
    // head.route what they need. Not called for a request that is refused before.
    virtual void find_route(Request& head) const { static_cast<void>(head); }
    // The largest body this request may have. Called when the head is complete and the body is
    // still empty.
    virtual std::size_t body_limit(const Request& head) const = 0;
    // Whether another node may answer in place of this one, when it stands by.
    virtual bool is_passed_on(const Request& head) const
    {
        static_cast<void>(head);
        return false;
    }
    virtual RunOn run_on(const Request& head) const = 0;
    // Checks the caller before more than limits::unchecked_body_bytes are read. Runs on the pool.
    virtual HeadCheck check_head(const Request& head)
    {
        static_cast<void>(head);
        return {};
    }
    virtual Response handle(const Request& request) = 0;
    // The answer to a request that the server refuses: each API has its own error format. `head`
    // holds the part of the request that was read, at least its target if that has arrived.
    virtual Response refuse(const Request& head, Refusal refusal) const = 0;
};

struct Listener {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080; // 0: any free port, see Server::ports
    std::string dialect;       // copied into Request::listener
    bool secure = false;       // TLS only
    bool is_for_nodes = false; // for the connections that other nodes pass on
};

struct ServerOptions {
    std::vector<Listener> listeners;
    std::string certificate_file; // PEM, with its chain; for listeners that speak TLS
    std::string key_file;         // PEM, without a passphrase
    unsigned io_threads = 0;      // 0: one per core
    std::size_t pool_threads = limits::pool_threads;
    std::size_t pool_queue = limits::pool_queue;
    std::size_t connections = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    // Proxies whose X-Forwarded headers count. Their connections have no limit per address.
    std::vector<AddressRange> trusted_proxies;
    OtherNodes* other_nodes = nullptr; // null: this server answers everything itself
    std::size_t bodies_per_caller_bytes = limits::bodies_per_caller_bytes;
    std::size_t all_bodies_bytes = limits::all_bodies_bytes;
    std::size_t answers_per_address_bytes = limits::answers_per_address_bytes;
    std::size_t all_answers_bytes = limits::all_answers_bytes;
    std::chrono::milliseconds header_deadline = limits::header_deadline;
    std::chrono::milliseconds body_deadline = limits::body_deadline;
    std::chrono::milliseconds write_deadline = limits::write_deadline;
    std::chrono::milliseconds idle_deadline = limits::idle_deadline;
    std::chrono::milliseconds linger_deadline = limits::linger_deadline;
    std::chrono::milliseconds drain_deadline = limits::drain_deadline;
};

// Listens from start() on. stop() drains: it accepts no new connections, answers the requests that
// are running with "Connection: close", and ends all threads. Connections that are still open after
// drain_deadline are closed.
class Server {
public:
    // unavailable when an address cannot be bound; the message names the address. When a
    // certificate or key cannot be used, the message names the file and the reason.
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Service& service);
    ~Server(); // stops

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void stop();
    // Reads certificate and key again, for the connections that are accepted afterwards. When the
    // files cannot be used, the old certificate stays. Thread-safe.
    Result<void> reload_certificate();
    // The port of each listener, in the order of ServerOptions::listeners.
    const std::vector<std::uint16_t>& ports() const;

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http

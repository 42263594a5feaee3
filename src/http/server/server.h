// Takes connections, turns bytes into requests, and hands them to one Service. Knows HTTP/1.1,
// limits and deadlines (base/limits.h); knows no routes and no customers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "http/request.h"

namespace muster::http {

// Why the server itself refuses a request, before any route sees it.
enum class Refusal {
    malformed,        // 400: broken request line, header, framing, missing Host
    header_too_large, // 431
    target_too_long,  // 414
    body_too_large,   // 413
    too_slow,         // 408
    overloaded,       // 503, with Retry-After
    bad_framing,      // 501: a Transfer-Encoding that is not exactly "chunked"
    not_secure,       // 400: plain HTTP on a port that speaks TLS
    coded_body,       // 415: a Content-Encoding of the request
};

int status_of(Refusal refusal);

// Where a request is worked on.
enum class Place {
    here, // on the thread that read it: reads of the embedded store, a few microseconds
    pool, // on the bounded pool: whatever may wait
};

// What the server serves. Called from many threads at once. Must not throw.
class Service {
public:
    virtual ~Service() = default;
    // Largest body this request may have; asked when the header is complete (body is empty).
    virtual std::size_t body_limit(const Request& head) const = 0;
    virtual Place place(const Request& head) const = 0;
    virtual Response handle(Request&& request) = 0;
    // The answer when the server refuses: each API has its own form. head holds what was read.
    virtual Response refuse(const Request& head, Refusal refusal) const = 0;
};

struct Listener {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080; // 0: any free one, see Server::ports
    std::string dialect;       // goes into Request::listener
    bool secure = false;       // speaks TLS only
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
    std::chrono::milliseconds header_deadline = limits::header_deadline;
    std::chrono::milliseconds body_deadline = limits::body_deadline;
    std::chrono::milliseconds write_deadline = limits::write_deadline;
    std::chrono::milliseconds idle_deadline = limits::idle_deadline;
    std::chrono::milliseconds linger_deadline = limits::linger_deadline;
    std::chrono::milliseconds drain_deadline = limits::drain_deadline;
};

// Listens from start() on. stop() drains: no new connections, running requests are answered with
// "Connection: close", then all threads end; what is still open after drain_deadline is cut.
class Server {
public:
    // unavailable when an address cannot be bound; the message names it. Of a certificate or key
    // that cannot be used it says which file it is and why.
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Service& service);
    ~Server(); // stops

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void stop();
    // Reads certificate and key again; connections from now on get them. When they cannot be used
    // the old ones stay. Thread-safe.
    Result<void> reload_certificate();
    // The bound port of each listener, in the order of ServerOptions::listeners.
    const std::vector<std::uint16_t>& ports() const;

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http

// One I/O thread: its io_context, its connections, its listening sockets, and the timer that
// enforces deadlines. Each method except the constructor and listen() runs on that thread; other
// threads post to `context`. Few sources include this file, because Asio compiles slowly.
#pragma once

#include <chrono>
#include <ctime>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/server/byte_budget.h"
#include "http/server/connection_limiter.h"
#include "http/server/nodes/connection_origin.h"
#include "http/server/nodes/other_nodes.h"
#include "http/server/request_pools.h"
#include "http/server/response_writer.h"
#include "http/server/server.h"
#include "http/server/tls.h"

namespace muster::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// Concrete executor types: Asio's type-erased default costs a tenth of the throughput.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// For deadlines: milliseconds are exact enough, and reading this clock costs a fifth of reading the
// precise one.
struct CoarseClock {
    using duration = std::chrono::milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<CoarseClock>;
    static constexpr bool is_steady = true;

    static time_point now()
    {
        std::timespec time{};
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
        return time_point(std::chrono::milliseconds(time.tv_sec * 1000 + time.tv_nsec / 1'000'000));
    }
};

// A connection as its worker sees it. The pending asynchronous operations own it: it is destroyed
// when none is left.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void expire(CoarseClock::time_point now) = 0; // act if the deadline has passed
    virtual void drain() = 0;                             // close if no request is in progress
    virtual void cut() = 0;                               // close now
    // Since when it waits for a request; nullopt when one is being handled or answered. With a
    // group, nullopt also for connections of other addresses (address_group).
    virtual std::optional<CoarseClock::time_point>
    waiting_since(const std::string* group) const = 0;
};

// The certificate for new TLS connections. Thread-safe: a reload may replace it at any time.
class ServerCertificate {
public:
    std::optional<TlsContext> get() const
    {
        const std::lock_guard lock(mutex_);
        return context_;
    }

    void set(TlsContext context)
    {
        const std::lock_guard lock(mutex_);
        context_ = std::move(context);
    }

private:
    mutable std::mutex mutex_;
    std::optional<TlsContext> context_;
};

// The parts of a server that all its workers share.
struct IoWorkerContext {
    Service& service;
    RequestPools& pools;
    ConnectionLimiter& limiter;
    ByteBudget& bodies;
    ByteBudget& answers;
    const ServerCertificate& certificate;
    const ServerOptions& options;
};

class IoWorker {
public:
    explicit IoWorker(const IoWorkerContext& with);

    void listen(Acceptor acceptor, const Listener& listener); // before run()
    void run();
    void drain();
    void cut();
    // Closes the connection that has waited longest for a request, if there is one; with a group,
    // only one of that group.
    void make_room(const std::string* group);

    void enlist(Connection& connection) { connections_.push_back(&connection); }
    void delist(Connection& connection) { std::erase(connections_, &connection); }

    Service& service;
    RequestPools& pools;
    ConnectionLimiter& limiter;
    ByteBudget& bodies;
    ByteBudget& answers;
    const ServerCertificate& certificate;
    const ServerOptions& options;
    DateText date;
    bool is_draining = false;

private:
    // Declared before the context, so destroyed after it: the handlers that the context still holds
    // own connections, and each removes itself from this list.
    std::vector<Connection*> connections_;

public:
    asio::io_context context{1};

private:
    struct ListenSocket {
        Acceptor acceptor;
        const Listener& listener;
        bool is_waiting = true; // false after a failure, until the next sweep tries again
    };

    void accept(ListenSocket& listening);
    void sweep();

    std::list<ListenSocket> listen_sockets_;
    Timer sweeper_;
    std::chrono::milliseconds sweep_interval_;
};

// Starts a session, or the greeting of a node, on the worker's thread for a connection that was
// accepted. In session.cpp.
void serve(IoWorker& worker, Socket socket, const Listener& listener);
// The same for a client's connection that another node passes on, with what the client has sent.
struct ConnectionEnd;
void serve(IoWorker& worker, ConnectionEnd node, const ConnectionOrigin& origin,
           std::string_view first);

// An IPv4 address that arrived on an IPv6 socket is written as IPv4, so that it is one client.
inline std::string address_text(const asio::ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace muster::http

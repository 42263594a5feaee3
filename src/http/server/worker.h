// One io thread: its io_context, the connections on it, its listening sockets and its sweeper.
// Everything but the constructor, run() and stop() happens on that thread. For server.cpp and
// session.cpp only, as it drags Asio in.
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

#include "http/server/gate.h"
#include "http/server/pool.h"
#include "http/server/server.h"
#include "http/server/tls.h"
#include "http/server/writer.h"

namespace muster::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// Concrete executors: the type-erased default costs a tenth of the throughput.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Milliseconds are exact enough for deadlines, and this clock costs a fifth of the exact one.
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

// A connection as its worker sees it. Lives as long as something is pending on it.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void expire(CoarseClock::time_point now) = 0; // the sweeper came by
    virtual void drain() = 0;                             // leave when nothing is in progress
    virtual void cut() = 0;                               // leave
};

// What new connections of listeners that speak TLS get. Thread-safe: replaced while they come.
class Certificate {
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

// What all workers of a server share.
struct Shared {
    Service& service;
    Pool& pool;
    Gate& gate;
    const Certificate& certificate;
    const ServerOptions& options;
};

class Worker {
public:
    explicit Worker(const Shared& shared);

    void listen(Acceptor acceptor, const Listener& listener); // before run()
    void run();
    void drain();
    void cut();

    void enlist(Connection& connection) { connections_.push_back(&connection); }
    void delist(Connection& connection) { std::erase(connections_, &connection); }

    Service& service;
    Pool& pool;
    Gate& gate;
    const Certificate& certificate;
    const ServerOptions& options;
    DateText date;
    bool is_draining = false;

private:
    std::vector<Connection*> connections_; // outlives the context, whose handlers own them

public:
    asio::io_context context{1};

private:
    struct Door {
        Acceptor acceptor;
        const Listener& listener;
        bool is_waiting = true; // false after a failure, until the sweeper tries again
    };

    void accept(Door& door);
    void sweep();

    std::list<Door> doors_;
    Timer sweeper_;
    std::chrono::milliseconds sweep_interval_;
};

// Starts the life of a connection on that worker. session.cpp.
void serve(Worker& worker, Socket socket, const Listener& listener);

} // namespace muster::http

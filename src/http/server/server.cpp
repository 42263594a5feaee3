// Listening sockets, I/O threads and the drain. Each I/O thread has its own io_context and its own
// listening socket per address (SO_REUSEPORT): the kernel spreads new connections over them, and a
// connection stays on its thread.
#include "http/server/server.h"

#include <algorithm>
#include <latch>
#include <new>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>

#include "http/server/io_worker.h"

namespace muster::http {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

std::chrono::milliseconds sweep_interval_for(const ServerOptions& options)
{
    const auto shortest =
        std::min({options.header_deadline, options.body_deadline, options.write_deadline,
                  options.idle_deadline, options.linger_deadline});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(10),
                                                 limits::sweep_interval);
}

Failure cannot_listen(const Listener& listener, const std::string& reason)
{
    return fail(Code::unavailable, "listener",
                "cannot listen on " + listener.host + ":" + std::to_string(listener.port) + ": " +
                    reason);
}

enum class Sharing { alone, among_workers };

Result<Acceptor> open_acceptor(asio::io_context& context, const Listener& listener,
                               std::uint16_t port, Sharing sharing)
{
    ErrorCode error;
    const bool is_local = listener.host == "localhost";
    const auto address = asio::ip::make_address(is_local ? "127.0.0.1" : listener.host, error);
    if (error) return cannot_listen(listener, "the host must be an IP address");
    const tcp::endpoint endpoint(address, port);
    Acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && sharing == Sharing::among_workers) acceptor.set_option(ReusePort(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error && sharing == Sharing::among_workers)
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return cannot_listen(listener, error.message());
    return acceptor;
}

} // namespace

IoWorker::IoWorker(const IoWorkerContext& with)
    : service(with.service), pools(with.pools), limiter(with.limiter), bodies(with.bodies),
      answers(with.answers), certificate(with.certificate), options(with.options),
      sweeper_(context), sweep_interval_(sweep_interval_for(with.options))
{}

void IoWorker::listen(Acceptor acceptor, const Listener& listener)
{
    listen_sockets_.push_back({std::move(acceptor), listener});
}

void IoWorker::run()
{
    for (auto& listening : listen_sockets_) accept(listening);
    sweep();
    while (!context.stopped()) {
        try {
            context.run();
        } catch (const std::bad_alloc&) {
            // The exception has destroyed the handler and with it its connection. Others go on.
        }
    }
}

void IoWorker::accept(ListenSocket& listening)
{
    listening.is_waiting = true;
    listening.acceptor.async_accept([this, &listening](const ErrorCode& error, Socket socket) {
        if (is_draining) return;
        if (error && error != asio::error::connection_aborted) {
            // As a rule the process is out of descriptors: accepting again at once would spin.
            listening.is_waiting = false;
            return;
        }
        if (!error) serve(*this, std::move(socket), listening.listener);
        accept(listening);
    });
}

void IoWorker::sweep()
{
    const auto now = CoarseClock::now();
    for (auto* connection : connections_) connection->expire(now);
    for (auto& listening : listen_sockets_)
        if (!listening.is_waiting && !is_draining) accept(listening);
    sweeper_.expires_after(sweep_interval_);
    sweeper_.async_wait([this](const ErrorCode& error) {
        if (!error) sweep();
    });
}

void IoWorker::drain()
{
    is_draining = true;
    for (auto& listening : listen_sockets_) {
        ErrorCode ignored; // the socket is closed in any case
        listening.acceptor.close(ignored);
    }
    for (auto* connection : connections_) connection->drain();
}

void IoWorker::cut()
{
    for (auto* connection : connections_) connection->cut();
}

void IoWorker::make_room(const std::string* group)
{
    Connection* idlest = nullptr;
    auto earliest = CoarseClock::time_point::max();
    for (auto* connection : connections_) {
        const auto since = connection->waiting_since(group);
        if (!since || *since >= earliest) continue;
        idlest = connection;
        earliest = *since;
    }
    if (idlest != nullptr) idlest->cut();
}

class Server::Impl {
public:
    Impl(ServerOptions options, Service& service)
        : options_(std::move(options)),
          limiter_(options_.connections, options_.connections_per_address,
                   limits::refused_connections),
          bodies_(options_.all_bodies_bytes, options_.bodies_per_caller_bytes),
          answers_(options_.all_answers_bytes, options_.answers_per_address_bytes), pools_(options_)
    {
        const unsigned wanted =
            options_.io_threads != 0 ? options_.io_threads : std::thread::hardware_concurrency();
        const IoWorkerContext context{service,  pools_,       limiter_, bodies_,
                                      answers_, certificate_, options_};
        for (unsigned at = 0; at < std::max(wanted, 1u); ++at)
            workers_.push_back(std::make_unique<IoWorker>(context));
    }

    ~Impl() { stop(); }

    Result<void> listen()
    {
        if (std::ranges::any_of(options_.listeners, &Listener::secure)) TRY(load_certificate());
        for (const auto& listener : options_.listeners) TRY(listen(listener));
        return {};
    }

    Result<void> load_certificate()
    {
        if (options_.certificate_file.empty() || options_.key_file.empty())
            return fail(Code::invalid_value, "tls",
                        "a listener that speaks TLS needs a certificate file and a key file");
        certificate_.set(TRY(TlsContext::for_server(options_.certificate_file, options_.key_file)));
        return {};
    }

    void run()
    {
        for (auto& worker : workers_) threads_.emplace_back([&worker = *worker] { worker.run(); });
    }

    void stop()
    {
        if (threads_.empty()) return;
        const auto deadline = std::chrono::steady_clock::now() + options_.drain_deadline;
        std::latch drained(static_cast<std::ptrdiff_t>(workers_.size()));
        for_each_worker([&](IoWorker& worker) {
            worker.drain();
            drained.count_down();
        });
        drained.wait();
        limiter_.wait_until_empty(deadline);
        for_each_worker([](IoWorker& worker) { worker.cut(); });
        // These tasks own sessions, which only a worker's thread may destroy while it runs. So they
        // live to the end of this function, after the threads have been joined.
        const auto never_ran = pools_.stop();
        for_each_worker([](IoWorker& worker) { worker.context.stop(); }); // after the cut above
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

    const std::vector<std::uint16_t>& ports() const { return ports_; }

private:
    Result<void> listen(const Listener& listener)
    {
        std::uint16_t port = listener.port;
        // With SO_REUSEPORT, bind() succeeds even if another server of the same user has the port.
        // Binding once without it finds that out.
        if (port != 0)
            TRY(open_acceptor(workers_.front()->context, listener, port, Sharing::alone));
        for (auto& worker : workers_) {
            auto acceptor =
                TRY(open_acceptor(worker->context, listener, port, Sharing::among_workers));
            port = acceptor.local_endpoint().port();
            worker->listen(std::move(acceptor), listener);
        }
        ports_.push_back(port);
        return {};
    }

    template <class Act>
    void for_each_worker(Act act)
    {
        for (auto& worker : workers_)
            asio::post(worker->context, [&worker = *worker, act] { act(worker); });
    }

    const ServerOptions options_;
    ConnectionLimiter limiter_;
    ByteBudget bodies_;
    ByteBudget answers_;
    RequestPools pools_;
    ServerCertificate certificate_;
    std::vector<std::unique_ptr<IoWorker>> workers_;
    std::vector<std::thread> threads_;
    std::vector<std::uint16_t> ports_;
};

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Service& service)
{
    auto impl = std::make_unique<Impl>(std::move(options), service);
    TRY(impl->listen());
    impl->run();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

void Server::stop() { impl_->stop(); }

Result<void> Server::reload_certificate() { return impl_->load_certificate(); }

const std::vector<std::uint16_t>& Server::ports() const { return impl_->ports(); }

} // namespace muster::http

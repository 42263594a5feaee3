// See node_dial.h. The handshake is part of sending: when the first bytes have left, the other node
// has proved that it has the key.
#include "http/server/nodes/node_dial.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <netinet/tcp.h>

namespace muster::http {

namespace {

// A machine that is gone sends nothing, so the kernel has to ask it.
void ask_whether_alive(int socket)
{
    const int yes = 1;
    const int seconds = static_cast<int>(limits::node_keepalive.count());
    const int tries = 3;
    ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
    ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &tries, sizeof tries);
}

} // namespace

NodeDial::NodeDial(IoWorker& worker, const TlsContext& link, std::string first, Then then)
    : worker_(worker), link_(link), first_(std::move(first)),
      then_(std::move(then)), node_{Socket(worker.context)},
      deadline_(CoarseClock::now() + limits::node_dial)
{
    worker_.enlist(*this);
}

void NodeDial::start(const OtherNode& node)
{
    ErrorCode error;
    const auto address = asio::ip::make_address(node.host, error);
    const tcp::endpoint endpoint(address, node.port);
    if (!error) node_.socket.open(endpoint.protocol(), error);
    if (!error) node_.socket.non_blocking(true, error);
    if (!error) node_.socket.set_option(tcp::no_delay(true), error);
    if (error) {
        asio::post(worker_.context,
                   [self = shared_from_this(), reason = error.message()] { self->finish(reason); });
        return;
    }
    ask_whether_alive(node_.socket.native_handle());
    node_.socket.async_connect(endpoint, [self = shared_from_this()](const ErrorCode& failed) {
        if (failed) return self->finish(failed.message());
        self->node_.tls.emplace(self->link_, self->node_.socket.native_handle(), TlsSide::client);
        self->send();
    });
}

void NodeDial::send()
{
    while (sent_ < first_.size()) {
        const auto result = node_.write(std::string_view(first_).substr(sent_));
        sent_ += result.bytes;
        if (result.status == IoStatus::transferred) continue;
        const bool wants_read = result.status == IoStatus::wants_read;
        if (!wants_read && result.status != IoStatus::wants_write)
            return finish("it takes no connections now, or has another signing.key");
        node_.socket.async_wait(wants_read ? Socket::wait_read : Socket::wait_write,
                                [self = shared_from_this()](const ErrorCode& failed) {
                                    if (failed) return self->finish(failed.message());
                                    self->send();
                                });
        return;
    }
    finish({});
}

void NodeDial::finish(const std::string& reason)
{
    if (!then_) return;
    const auto then = std::exchange(then_, nullptr);
    if (reason.empty()) return then(std::move(node_), {});
    node_.close();
    then(std::nullopt, is_late_ ? "it does not answer" : reason);
}

// The pending operation ends with an error, and its handler finishes.
void NodeDial::expire(CoarseClock::time_point now)
{
    if (now < deadline_ || !then_) return;
    is_late_ = true;
    cut();
}

void NodeDial::cut()
{
    ErrorCode ignored;
    if (then_) node_.socket.cancel(ignored);
}

} // namespace muster::http

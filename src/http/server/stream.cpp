// See stream.h. The socket itself never blocks; poll() waits with the deadline.
#include "http/server/stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace muster::http {
namespace {

Failure broken(const std::string& why) { return fail(Code::unavailable, "server", why); }

Failure broken(int reason) { return broken(std::strerror(reason)); }

Result<void> wait_for(int socket, short events, Stream::Deadline deadline)
{
    using std::chrono::milliseconds;
    while (true) {
        const auto left =
            std::chrono::ceil<milliseconds>(deadline - Stream::Deadline::clock::now());
        pollfd waiting{socket, events, 0};
        const auto patience = std::clamp<milliseconds::rep>(left.count(), 0, 3'600'000);
        const int count = ::poll(&waiting, 1, static_cast<int>(patience));
        if (count > 0) return {};
        if (count == 0) return fail(Code::timed_out, "server", "it took too long");
        if (errno != EINTR) return broken(errno);
    }
}

// A connected socket, or why not.
Result<int> connect_to(const addrinfo& address, Stream::Deadline deadline)
{
    const int made = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0) return broken(errno);
    int reason = ::connect(made, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (reason == EINPROGRESS) {
        if (auto waited = wait_for(made, POLLOUT, deadline); !waited) {
            ::close(made);
            return fail(std::move(waited).error());
        }
        socklen_t size = sizeof reason;
        ::getsockopt(made, SOL_SOCKET, SO_ERROR, &reason, &size);
    }
    if (reason != 0) {
        ::close(made);
        return broken(reason);
    }
    const int yes = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return made;
}

Attempt attempt_of(ssize_t count)
{
    if (count > 0) return {Motion::moved, static_cast<std::size_t>(count)};
    return {Motion::broken};
}

} // namespace

Result<Stream> Stream::connect(const std::string& host, const std::string& port,
                               const std::optional<TlsContext>& tls, Deadline deadline)
{
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); code != 0)
        return broken(::gai_strerror(code));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
    Result<int> socket = broken("no address");
    for (const auto* address = found; address != nullptr && !socket; address = address->ai_next)
        socket = connect_to(*address, deadline);
    if (!socket) return fail(std::move(socket).error());
    Stream stream(*socket);
    if (tls) stream.tls_.emplace(*tls, *socket, TlsChannel::Side::client, host);
    return stream;
}

Stream::~Stream()
{
    if (socket_ < 0) return;
    if (tls_) tls_->end();
    ::close(socket_);
}

Stream::Stream(Stream&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), tls_(std::move(other.tls_))
{}

Stream& Stream::operator=(Stream&& other) noexcept
{
    std::swap(socket_, other.socket_);
    std::swap(tls_, other.tls_);
    return *this;
}

Attempt Stream::try_read(char* bytes, std::size_t room)
{
    if (tls_) return tls_->read(bytes, room);
    const auto count = ::recv(socket_, bytes, room, 0);
    if (count == 0) return {Motion::ended};
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return {Motion::wants_read};
    return attempt_of(count);
}

Attempt Stream::try_write(std::string_view bytes)
{
    if (tls_) return tls_->write(bytes);
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return {Motion::wants_write};
    return attempt_of(count);
}

// Goes on when another attempt is worth it.
Result<void> Stream::wait(Motion motion, Deadline deadline) const
{
    if (motion == Motion::wants_read) return wait_for(socket_, POLLIN, deadline);
    if (motion == Motion::wants_write) return wait_for(socket_, POLLOUT, deadline);
    return broken(tls_ && !tls_->trouble().empty() ? tls_->trouble() : "the connection was cut");
}

Result<void> Stream::write(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        const auto [motion, count] = try_write(bytes);
        bytes.remove_prefix(count);
        if (motion != Motion::moved) TRY(wait(motion, deadline));
    }
    return {};
}

Result<std::size_t> Stream::read(std::string& bytes, Deadline deadline)
{
    std::array<char, 16 * 1024> piece;
    while (true) {
        const auto [motion, count] = try_read(piece.data(), piece.size());
        if (motion == Motion::ended) return std::size_t{0};
        if (motion == Motion::moved) {
            bytes.append(piece.data(), count);
            return count;
        }
        TRY(wait(motion, deadline));
    }
}

} // namespace muster::http

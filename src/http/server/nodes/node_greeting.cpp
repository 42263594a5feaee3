// See node_greeting.h. Whatever is not a node is closed without a word.
#include "http/server/nodes/node_greeting.h"

#include <array>
#include <utility>

namespace muster::http {

NodeGreeting::NodeGreeting(IoWorker& worker, Socket socket, const TlsContext& link,
                           std::string group)
    : worker_(worker), node_{std::move(socket)}, group_(std::move(group))
{
    worker_.enlist(*this);
    node_.tls.emplace(link, node_.socket.native_handle());
}

NodeGreeting::~NodeGreeting()
{
    close();
    worker_.delist(*this);
}

void NodeGreeting::run()
{
    std::array<char, limits::origin_line_bytes> bytes;
    while (!has_left_) {
        const auto result = node_.read(bytes.data(), bytes.size());
        const bool wants_read = result.status == IoStatus::wants_read;
        if (wants_read || result.status == IoStatus::wants_write) {
            node_.socket.async_wait(wants_read ? Socket::wait_read : Socket::wait_write,
                                    [self = shared_from_this()](const ErrorCode& error) {
                                        if (!error) self->run();
                                    });
            return;
        }
        if (result.status != IoStatus::transferred) return close();
        text_.append(bytes.data(), result.bytes);
        if (text_.find('\n') != text_.npos) return take_line();
        if (text_.size() >= limits::origin_line_bytes) return close();
    }
}

void NodeGreeting::take_line()
{
    const auto end = text_.find('\n');
    const auto origin = parse_origin_line(std::string_view(text_).substr(0, end));
    if (!origin) return close();
    has_left_ = true; // from now on the client has the place
    worker_.limiter.release(group_, Admission::admitted);
    serve(worker_, {std::move(node_.socket), std::move(node_.tls)}, *origin,
          std::string_view(text_).substr(end + 1));
}

void NodeGreeting::expire(CoarseClock::time_point now)
{
    if (now > started_ + worker_.options.header_deadline) close();
}

std::optional<CoarseClock::time_point> NodeGreeting::waiting_since(const std::string* group) const
{
    if (has_left_ || (group != nullptr && group_ != *group)) return std::nullopt;
    return started_;
}

void NodeGreeting::close()
{
    if (std::exchange(has_left_, true)) return;
    node_.close();
    worker_.limiter.release(group_, Admission::admitted);
}

} // namespace muster::http

// See relay.h. No side is read before the other one has taken the piece before.
#include "http/server/nodes/relay.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace muster::http {

Relay::Relay(IoWorker& worker, ConnectionEnd client, ClientPlace place, ConnectionEnd node,
             OtherNode which, std::string first)
    : worker_(worker), client_(std::move(client)), place_(std::move(place)), node_(std::move(node)),
      which_(std::move(which))
{
    to_node_.piece = std::move(first);
    worker_.enlist(*this);
    worker_.options.other_nodes->note_passed(which_);
}

Relay::~Relay()
{
    close();
    worker_.delist(*this);
}

void Relay::run()
{
    if (is_closed_) return;
    // First what the node has said: when it refuses to read on, the client gets its reason.
    const bool has_more_to_client = !lingers_until_ && pass_to_client();
    const bool has_more_to_node = !is_closed_ && pass_to_node();
    if (is_closed_ || !(has_more_to_node || has_more_to_client)) return;
    asio::post(worker_.context, [self = shared_from_this()] { self->run(); });
}

// True when there may be more to do now.
bool Relay::pass_to_node()
{
    if (to_node_.has_ended && to_node_.piece.empty()) return false;
    switch (move(to_node_)) {
    case RelayStep::waits: return false;
    case RelayStep::more: return true;
    case RelayStep::ended:
        if (lingers_until_)
            close();
        else
            node_.end_sending();
        return false;
    case RelayStep::write_failed: // what it has said before may still be on its way to the client
        to_node_.is_discarded = true;
        return true;
    case RelayStep::read_failed: close(); return false;
    }
    return false;
}

bool Relay::pass_to_client()
{
    switch (move(to_client_)) {
    case RelayStep::waits: return false;
    case RelayStep::more: return true;
    case RelayStep::ended: linger(); return true;
    // Without the end of TLS, a client notices that an answer may be cut off.
    case RelayStep::write_failed:
    case RelayStep::read_failed: close(); return false;
    }
    return false;
}

Relay::RelayStep Relay::move(Flow& flow)
{
    for (int pieces = 0; pieces < limits::reads_in_a_row; ++pieces) {
        while (flow.sent < flow.piece.size()) {
            const auto result = flow.is_discarded
                                    ? IoResult{IoStatus::transferred, flow.piece.size() - flow.sent}
                                    : flow.to.write(std::string_view(flow.piece).substr(flow.sent));
            flow.sent += result.bytes;
            if (result.status == IoStatus::transferred) continue;
            if (result.status != IoStatus::wants_read && result.status != IoStatus::wants_write)
                return RelayStep::write_failed;
            await(flow.to, result.status);
            return RelayStep::waits;
        }
        flow.sent = 0;
        const RelayStep step = flow.has_ended ? RelayStep::ended : read_piece(flow);
        if (step == RelayStep::more) continue;
        flow.piece = {}; // a connection that waits holds no memory
        return step;
    }
    return RelayStep::more;
}

Relay::RelayStep Relay::read_piece(Flow& flow)
{
    flow.piece.resize(limits::relay_bytes);
    const auto result = flow.from.read(flow.piece.data(), flow.piece.size());
    flow.piece.resize(result.bytes);
    switch (result.status) {
    case IoStatus::transferred:
        flow.since = moved_at_ = CoarseClock::now();
        client_spoke_last_ = &flow == &to_node_;
        return RelayStep::more;
    case IoStatus::wants_read:
    case IoStatus::wants_write: await(flow.from, result.status); return RelayStep::waits;
    case IoStatus::end_of_stream: flow.has_ended = true; return RelayStep::ended;
    case IoStatus::failed: break;
    }
    return RelayStep::read_failed;
}

void Relay::await(ConnectionEnd& end, IoStatus wanted)
{
    const bool writes = wanted == IoStatus::wants_write;
    bool& is_awaited = writes ? end.awaits_write : end.awaits_read;
    if (std::exchange(is_awaited, true)) return;
    end.socket.async_wait(writes ? Socket::wait_write : Socket::wait_read,
                          [self = shared_from_this(), &is_awaited](const ErrorCode& error) {
                              is_awaited = false;
                              if (error)
                                  self->close();
                              else
                                  self->run();
                          });
}

// The node has ended the connection. What the client still sends is discarded for a moment: closing
// a socket with unread bytes would send a reset, and the client might lose the answer that is on
// its way.
void Relay::linger()
{
    client_.end_sending();
    node_.end_sending();
    lingers_until_ = CoarseClock::now() + worker_.options.linger_deadline;
    to_node_.is_discarded = true;
    if (to_node_.has_ended) close();
}

// Nothing moves, and the last word was the node's: as a rule the client has got its answer.
bool Relay::is_quiet(CoarseClock::time_point now) const
{
    return !client_spoke_last_ && to_client_.piece.empty() && now - moved_at_ > limits::relay_quiet;
}

void Relay::expire(CoarseClock::time_point now)
{
    if (is_closed_) return;
    const bool is_stuck =
        !to_client_.piece.empty() && now - to_client_.since > worker_.options.write_deadline;
    const bool is_done =
        (lingers_until_ && now > *lingers_until_) || (worker_.is_draining && is_quiet(now));
    // What the other node says counts only as long as it is the active one.
    if (is_stuck || is_done || worker_.options.other_nodes->active() != which_) close();
}

std::optional<CoarseClock::time_point> Relay::waiting_since(const std::string* group) const
{
    const bool waits = !is_closed_ && is_quiet(CoarseClock::now());
    if (!waits || (group != nullptr && place_.group != *group)) return std::nullopt;
    return moved_at_;
}

void Relay::close()
{
    if (std::exchange(is_closed_, true)) return;
    client_.close();
    node_.close();
    worker_.limiter.release(place_.group, place_.admission);
    worker_.options.other_nodes->note_ended();
}

} // namespace muster::http

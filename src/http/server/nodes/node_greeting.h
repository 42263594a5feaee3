// The beginning of a connection that came in by the listener for nodes: the handshake, by which the
// other side proves that it is a node, and its first line, which says whose connection it passes
// on. Then a session serves that client. Compiles slowly, because of Asio.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/server/io_worker.h"
#include "http/server/nodes/connection_end.h"

namespace muster::http {

// Runs on the worker's thread. The pending operation owns it.
class NodeGreeting final : public Connection, public std::enable_shared_from_this<NodeGreeting> {
public:
    // `group` has been admitted.
    NodeGreeting(IoWorker& worker, Socket socket, const TlsContext& link, std::string group);
    ~NodeGreeting() override;

    void run();

    void expire(CoarseClock::time_point now) override;
    void drain() override { close(); }
    void cut() override { close(); }
    std::optional<CoarseClock::time_point> waiting_since(const std::string* group) const override;

private:
    void take_line();
    void close();

    IoWorker& worker_;
    ConnectionEnd node_;
    const std::string group_;
    const CoarseClock::time_point started_ = CoarseClock::now();
    std::string text_; // received so far
    bool has_left_ = false;
};

} // namespace muster::http

// Opens a connection to another node and tells it whose connection is passed on. Compiles slowly,
// because of Asio.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/server/io_worker.h"
#include "http/server/nodes/connection_end.h"

namespace muster::http {

// Runs on the worker's thread. The pending operation owns it.
class NodeDial final : public Connection, public std::enable_shared_from_this<NodeDial> {
public:
    // Called once, later, on the worker's thread: with the connection, or with the reason why there
    // is none.
    using Then =
        std::function<void(std::optional<ConnectionEnd>&& node, const std::string& reason)>;

    // `first` is what the other node gets first.
    NodeDial(IoWorker& worker, const TlsContext& link, std::string first, Then then);
    ~NodeDial() override { worker_.delist(*this); }

    void start(const OtherNode& node);

    void expire(CoarseClock::time_point now) override;
    void drain() override {}
    void cut() override;
    std::optional<CoarseClock::time_point> waiting_since(const std::string*) const override
    {
        return std::nullopt;
    }

private:
    void send();
    void finish(const std::string& reason);

    IoWorker& worker_;
    const TlsContext link_;
    const std::string first_;
    Then then_;
    ConnectionEnd node_;
    const CoarseClock::time_point deadline_;
    bool is_late_ = false;
    std::size_t sent_ = 0; // of first_
};

} // namespace muster::http

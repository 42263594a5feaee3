// To which node a node that stands by passes connections on, and what became of them.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/server/nodes/other_nodes.h"
#include "store/node_lease.h"

namespace muster::server {

// Thread-safe.
class NodePassage final : public http::OtherNodes {
public:
    // `lease` outlives this. Without set_key() nothing is passed on.
    explicit NodePassage(const store::NodeLease& lease) : lease_(lease) {}

    // The key that signs tokens, which all nodes share. What proves a node is derived from it.
    void set_key(std::string_view signing_key);

    std::optional<http::OtherNode> active() const override;
    std::optional<http::TlsContext> link() const override;
    void note_passed(const http::OtherNode& node) override;
    void note_ended() override { --open_; }
    void note_failed(const http::OtherNode& node, const std::string& reason) override;

    // The name of the node that answers the calls to this one; empty when it was not there a moment
    // ago, or none is known. For probes.
    std::string reachable() const;
    // In the text form that Prometheus reads.
    std::string metrics() const;

private:
    const store::NodeLease& lease_;
    mutable std::mutex mutex_;
    std::optional<http::TlsContext> link_;              // under mutex_
    std::optional<store::NodeLease::TimePoint> failed_; // under mutex_; the last try, if it failed
    std::string logged_;                                // under mutex_; the last failure
    std::atomic<std::int64_t> open_ = 0;
    std::atomic<std::int64_t> passed_ = 0;
    std::atomic<std::int64_t> failures_ = 0;
};

} // namespace muster::server

// Whether this node may answer API calls, and why not. Asked before and after each call. Knows no
// API.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/node_lease.h"

namespace muster::server {

// Thread-safe.
class AnswerGate {
public:
    // What serves calls has been built: from now on the lease alone decides.
    void open() { is_open_ = true; }

    const std::shared_ptr<store::NodeLease>& lease() const { return lease_; }
    bool stands_by() const { return lease_->role() == store::NodeRole::standing_by; }
    // The answer to every API call as long as the node may not answer.
    std::optional<Error> refusal() const;
    // "another node is active (db-2:8080)"; empty when the node may answer. For probes and pages.
    std::string reason() const;

private:
    std::atomic<bool> is_open_ = false;
    std::shared_ptr<store::NodeLease> lease_ = std::make_shared<store::NodeLease>();
};

} // namespace muster::server

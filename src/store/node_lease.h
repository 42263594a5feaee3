// Whether this process may answer from its store. Of the nodes of one database, one is active. It
// has a lease that it renews, and stops answering when it could not. Another node takes over only
// after that. The engine reports, the server asks before each answer. Knows no engine. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/limits.h"

namespace muster::store {

enum class NodeRole : std::uint8_t {
    active,      // it may answer
    overdue,     // it could not renew the lease: it must not answer until it can
    standing_by, // another node is active
    replaced, // another node has taken over: this one must begin again, since it knows too little
};

// The node that is active, as far as it is known.
struct ActiveNodeName {
    std::string name;      // for people
    std::string address{}; // where other nodes reach it; empty: nowhere
    std::int64_t term = 0;
};

class NodeLease {
public:
    // Of the clock that also counts while the machine sleeps.
    using TimePoint = std::chrono::nanoseconds;
    static TimePoint now();

    // Without any call below the role is active, as an engine for one process needs.
    NodeRole role() const;

    void stand_by();
    void hold_until(TimePoint end); // it is active, or is so again
    void give_up();                 // it is replaced; for good
    void note_active(ActiveNodeName active);
    ActiveNodeName active_node() const;

private:
    std::atomic<TimePoint::rep> end_ = TimePoint::max().count();
    std::atomic<bool> stands_by_ = false;
    std::atomic<bool> is_replaced_ = false;
    mutable std::mutex mutex_;
    ActiveNodeName active_; // under mutex_
};

// Tests take shorter times.
struct LeaseTimes {
    std::chrono::milliseconds renewal = limits::lease_renewal;
    std::chrono::milliseconds lease = limits::node_lease;
    std::chrono::milliseconds silence = limits::take_over_silence;
};

// What an engine for several nodes needs to know of this one.
struct NodeOptions {
    std::string name{}; // for people who look at the other nodes
    std::shared_ptr<NodeLease> lease = std::make_shared<NodeLease>();
    LeaseTimes times{};
    std::string address{}; // where the other nodes reach this one; empty: nowhere
};

} // namespace muster::store

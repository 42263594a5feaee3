// Bounds how many threads compute password hashes at a time, and how many wait for their turn.
// Knows no passwords.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

#include "base/result.h"

namespace muster {

// Thread-safe.
class HashingGate {
public:
    HashingGate(std::size_t at_once, std::size_t queue) : at_once_(at_once), queue_(queue) {}

    struct Exit {
        void operator()(HashingGate* gate) const { gate->leave(); }
    };
    // Held while a thread computes.
    using Pass = std::unique_ptr<HashingGate, Exit>;

    // Waits for a free place. unavailable, at once, when the queue is full: the work that is
    // waiting is bounded, and so is the time until it is done.
    Result<Pass> enter();

private:
    void leave();

    const std::size_t at_once_;
    const std::size_t queue_;
    std::mutex mutex_;
    std::condition_variable left_;
    std::size_t computing_ = 0;
    std::size_t waiting_ = 0;
};

} // namespace muster

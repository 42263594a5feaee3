// The time and memory that one query may use.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/limits.h"

namespace muster::index {

struct Budget {
    std::chrono::milliseconds time = limits::query_time; // then the query ends as timed_out
    std::size_t bytes = limits::query_bytes;             // for text tables; see TextTable
};

// Long loops look at it from time to time. Used by the one thread that runs the query.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds time) : end_(Clock::now() + time) {}

    // Stays true once it was true: the results of the query are then incomplete.
    bool is_over()
    {
        if (!was_over_) was_over_ = Clock::now() >= end_;
        return was_over_;
    }
    bool was_over() const { return was_over_; }

private:
    using Clock = std::chrono::steady_clock;

    Clock::time_point end_;
    bool was_over_ = false;
};

} // namespace muster::index

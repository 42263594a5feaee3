// What one question may take, and when it has. Knows no questions.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/limits.h"

namespace muster::index {

struct Budget {
    std::chrono::milliseconds time = limits::question_time; // to evaluate; beyond, timed_out
    std::size_t bytes = limits::question_bytes; // to remember texts; beyond, each is tested anew
};

// Looked at now and then by whatever takes long. One thread.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds time) : end_(Clock::now() + time) {}

    // Over once is over for good: what was found is not to be used.
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

// The clock of the program: UTC microseconds. It is passed in, so that tests can set the time.
#pragma once

#include <chrono>

namespace muster {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    Time now() const override
    {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

} // namespace muster

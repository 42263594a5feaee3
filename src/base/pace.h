// Long work beside requests: between its rows it lets others run.
#pragma once

#include <thread>

namespace muster {

// Where every core is busy, a thread that wakes waits until ours has used up its time slice, some
// milliseconds, unless ours gives way. Of one thread.
class Pace {
public:
    void step()
    {
        if (++steps_ % rows == 0) std::this_thread::yield();
    }

private:
    static constexpr unsigned rows = 16; // of about ten microseconds each

    unsigned steps_ = 0;
};

} // namespace muster

// Lets other threads run during long loops.
#pragma once

#include <thread>

namespace muster {

// When all cores are busy, a request thread that wakes up would wait for the end of our time slice,
// some milliseconds. Call step() for each row of the loop, so that it need not. Used by one thread.
class Pace {
public:
    void step()
    {
        if (++steps_ % rows == 0) std::this_thread::yield();
    }

private:
    static constexpr unsigned rows = 16; // one takes about ten microseconds

    unsigned steps_ = 0;
};

} // namespace muster

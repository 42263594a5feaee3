// The thread that does what time alone makes due.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/directory.h"

namespace muster::app {

class Housekeeper {
public:
    explicit Housekeeper(core::Directory& directory);
    ~Housekeeper(); // stops and waits

private:
    void run();

    core::Directory& directory_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stops_ = false;
    std::thread thread_;
};

} // namespace muster::app

// The thread on which dialects do their work in the background.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "dialects/dispatch.h"

namespace muster::app {

class Worker {
public:
    // Sets Site::wake_workers: make it before requests come, end it after they have ceased.
    Worker(dialects::Site& site, const dialects::Dispatch& dispatch);
    ~Worker(); // stops and waits

private:
    void run();
    void wake();
    bool stops();
    // False when it stops meanwhile.
    bool pause(std::chrono::seconds time);

    dialects::Site& site_;
    const dialects::Dispatch& dispatch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stops_ = false;
    bool is_awake_ = true; // what a restart left behind comes first
    std::thread thread_;
};

} // namespace muster::app

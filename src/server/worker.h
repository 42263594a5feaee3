// The threads on which dialects do their work in the background: one for each task.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dialects/dispatch.h"

namespace muster::server {

class Worker {
public:
    // Sets Services::wake_workers: start it before requests come, end it after they have ceased.
    static Result<std::unique_ptr<Worker>> start(dialects::Services& services,
                                                 const dialects::Dispatch& dispatch);
    ~Worker(); // stops and waits

private:
    Worker(dialects::Services& services, const dialects::Dispatch& dispatch,
           std::vector<dialects::Task> tasks);
    void run(const dialects::Task& task);
    void wake();
    bool stops();
    // False when it stops meanwhile.
    bool pause(std::chrono::seconds time);

    dialects::Services& services_;
    const dialects::Dispatch& dispatch_;
    const std::vector<dialects::Task> tasks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stops_ = false;
    std::uint64_t wakes_ = 0; // how often somebody woke us
    std::vector<std::thread> threads_;
};

} // namespace muster::server

// Runs the background tasks of the dialects (webhooks, jobs), each on its own thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dialects/dispatch.h"

namespace muster::server {

class TaskRunner {
public:
    // Sets Services::wake_workers, which requests call. So it must start before the first request
    // and be destroyed after the last.
    static Result<std::unique_ptr<TaskRunner>> start(dialects::Services& services,
                                                     const dialects::Dispatch& dispatch);
    ~TaskRunner(); // stops the tasks and waits for them

private:
    TaskRunner(dialects::Services& services, const dialects::Dispatch& dispatch,
               std::vector<dialects::Task> tasks);
    void run(const dialects::Task& task);
    void wake();
    bool stops();
    // False when the server stopped during the pause.
    bool pause(std::chrono::seconds time);

    dialects::Services& services_;
    const dialects::Dispatch& dispatch_;
    const std::vector<dialects::Task> tasks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stops_ = false;
    std::uint64_t wakes_ = 0; // number of calls of wake(): a task sees whether it missed one
    std::vector<std::thread> threads_;
};

} // namespace muster::server

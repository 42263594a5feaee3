// Threads on which requests may wait (for a commit, for a remote store). Threads and queue are
// bounded: a task beyond that is refused at once. Knows no HTTP.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace muster::http {

// Thread-safe. Tasks must not throw.
class ThreadPool {
public:
    // `had_to_wait`: all threads were busy when the task came.
    using Task = std::function<void(bool had_to_wait)>;

    ThreadPool(std::size_t threads, std::size_t queue);
    ~ThreadPool(); // stops

    // False when all threads are busy and the queue is full, or after stop().
    bool submit(Task task);
    // Waits for the running tasks. Returns the tasks that never ran: the caller decides when it is
    // safe to destroy what they hold.
    std::vector<Task> stop();

private:
    struct WaitingTask {
        Task task;
        bool had_to_wait;
    };

    void work();

    const std::size_t thread_count_;
    const std::size_t limit_; // of waiting and running tasks together
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<WaitingTask> waiting_;
    std::size_t running_ = 0;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

} // namespace muster::http

// See thread_pool.h.
#include "http/server/thread_pool.h"

#include <algorithm>

namespace muster::http {

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue)
    : thread_count_(std::max<std::size_t>(threads, 1)), limit_(thread_count_ + queue)
{
    for (std::size_t at = 0; at < thread_count_; ++at) threads_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() { stop(); }

bool ThreadPool::submit(Task task)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopped_ || waiting_.size() + running_ >= limit_) return false;
        waiting_.push_back({std::move(task), waiting_.size() + running_ >= thread_count_});
    }
    arrived_.notify_one();
    return true;
}

std::vector<ThreadPool::Task> ThreadPool::stop()
{
    std::vector<Task> never_ran;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        for (auto& waiting : waiting_) never_ran.push_back(std::move(waiting.task));
        waiting_.clear();
    }
    arrived_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return never_ran;
}

void ThreadPool::work()
{
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto [task, had_to_wait] = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        task(had_to_wait);
        task = nullptr; // destroy what it holds now, not after the next wait
        lock.lock();
        --running_;
    }
}

} // namespace muster::http

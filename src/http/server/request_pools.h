// The pools of a server: one per kind of work, so that no kind holds up another.
#pragma once

#include <algorithm>
#include <iterator>
#include <thread>
#include <vector>

#include "http/server/server.h"
#include "http/server/thread_pool.h"

namespace muster::http {

class RequestPools {
public:
    explicit RequestPools(const ServerOptions& options)
        : requests_(options.pool_threads, options.pool_queue),
          // As many as cores: large answers need memory and processor, and more at a time would not
          // be ready sooner.
          lists_(std::max(std::thread::hardware_concurrency(), 2u), options.pool_queue),
          pages_(limits::page_threads, options.pool_queue)
    {}

    ThreadPool& of(RunOn run_on)
    {
        switch (run_on) {
        case RunOn::list_pool: return lists_;
        case RunOn::page_pool: return pages_;
        case RunOn::io_thread: // compresses its answers on the pool
        case RunOn::pool: break;
        }
        return requests_;
    }

    // ThreadPool::stop of each.
    std::vector<ThreadPool::Task> stop()
    {
        auto never_ran = requests_.stop();
        for (auto* pool : {&lists_, &pages_})
            std::ranges::move(pool->stop(), std::back_inserter(never_ran));
        return never_ran;
    }

private:
    ThreadPool requests_;
    ThreadPool lists_;
    ThreadPool pages_;
};

} // namespace muster::http

// Calls each task when it is told to and when the task wants. Knows no dialect by name.
#include "server/worker.h"

#include <sys/resource.h>

#include "dialects/all.h"
#include "dialects/background.h"
#include "server/log.h"

namespace muster::server {

namespace {

// Behind a failure, which is in the log then.
constexpr std::chrono::seconds look_again{60};

// Whoever waits for an answer goes first. Of Linux alone: there threads have priorities.
void give_way_to_requests()
{
    constexpr int niceness = 10;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, niceness));
}

} // namespace

Result<std::unique_ptr<Worker>> Worker::start(dialects::Services& services,
                                              const dialects::Dispatch& dispatch)
{
    auto tasks = TRY(dialects::background_tasks(dialects::all(), services, dispatch));
    return std::unique_ptr<Worker>(new Worker(services, dispatch, std::move(tasks)));
}

Worker::Worker(dialects::Services& services, const dialects::Dispatch& dispatch,
               std::vector<dialects::Task> tasks)
    : services_(services), dispatch_(dispatch), tasks_(std::move(tasks))
{
    services_.wake_workers = [this] { wake(); };
    for (const auto& task : tasks_) threads_.emplace_back([this, &task] { run(task); });
}

Worker::~Worker()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    services_.wake_workers = nullptr;
}

void Worker::wake()
{
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    changed_.notify_all();
}

bool Worker::stops()
{
    const std::lock_guard lock(mutex_);
    return stops_;
}

bool Worker::pause(std::chrono::seconds time)
{
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stops_; });
}

void Worker::run(const dialects::Task& task)
{
    give_way_to_requests();
    dialects::Work work{services_, dispatch_, [this] { return stops(); },
                        [this](std::chrono::seconds time) { return pause(time); },
                        [](const std::string& text) { log(Level::warn, text); }};
    std::unique_lock lock(mutex_);
    while (!stops_) {
        const auto seen = wakes_;
        lock.unlock();
        const auto wait = task(work); // what a restart left behind comes first
        if (!wait) log(Level::warn, "work in the background failed: " + wait.error().message);
        lock.lock();
        changed_.wait_for(lock, wait.value_or(look_again),
                          [&] { return stops_ || wakes_ != seen; });
    }
}

} // namespace muster::server

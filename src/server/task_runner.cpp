// See task_runner.h. Calls a task after the time that it returned, or when wake() is called. Knows
// no dialect by name.
#include "server/task_runner.h"

#include <sys/resource.h>

#include "dialects/all.h"
#include "dialects/background.h"
#include "server/log.h"

namespace muster::server {

namespace {

// The pause after a failure of a task, which is logged.
constexpr std::chrono::seconds retry_interval{60};

// Requests get the processor first, because clients wait for them. On Linux, setpriority() with id
// 0 changes only the calling thread.
void lower_priority()
{
    constexpr int niceness = 10;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, niceness));
}

} // namespace

Result<std::unique_ptr<TaskRunner>> TaskRunner::start(dialects::Services& services,
                                                      const dialects::Dispatch& dispatch)
{
    auto tasks =
        TRY(dialects::background_tasks(dialects::all(), services, dispatch,
                                       [](const std::string& line) { log(LogLevel::warn, line); }));
    return std::unique_ptr<TaskRunner>(new TaskRunner(services, dispatch, std::move(tasks)));
}

TaskRunner::TaskRunner(dialects::Services& services, const dialects::Dispatch& dispatch,
                       std::vector<dialects::Task> tasks)
    : services_(services), dispatch_(dispatch), tasks_(std::move(tasks))
{
    services_.wake_workers = [this] { wake(); };
    for (const auto& task : tasks_) threads_.emplace_back([this, &task] { run(task); });
}

TaskRunner::~TaskRunner()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    services_.wake_workers = nullptr;
}

void TaskRunner::wake()
{
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    changed_.notify_all();
}

bool TaskRunner::stops()
{
    const std::lock_guard lock(mutex_);
    return stops_;
}

bool TaskRunner::pause(std::chrono::seconds time)
{
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stops_; });
}

void TaskRunner::run(const dialects::Task& task)
{
    lower_priority();
    dialects::Work work{services_, dispatch_, [this] { return stops(); },
                        [this](std::chrono::seconds time) { return pause(time); },
                        [](const std::string& text) { log(LogLevel::warn, text); }};
    std::unique_lock lock(mutex_);
    while (!stops_) {
        const auto seen = wakes_;
        lock.unlock();
        auto wait = retry_interval;
        run_item(work.warn, "a background task", [&]() -> Result<void> {
            wait = TRY(task(work)); // at once: the task resumes what a restart interrupted
            return {};
        });
        lock.lock();
        changed_.wait_for(lock, wait, [&] { return stops_ || wakes_ != seen; });
    }
}

} // namespace muster::server

// Wakes up when it is told to, and now and then. Knows no dialect by name.
#include "app/worker.h"

#include "app/log.h"
#include "dialects/all.h"

namespace muster::app {

namespace {

// Work is told of; this only catches what nobody told.
constexpr std::chrono::seconds look_again{60};

} // namespace

Worker::Worker(dialects::Site& site, const dialects::Dispatch& dispatch)
    : site_(site), dispatch_(dispatch)
{
    site_.wake_workers = [this] { wake(); };
    thread_ = std::thread([this] { run(); });
}

Worker::~Worker()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    thread_.join();
    site_.wake_workers = nullptr;
}

void Worker::wake()
{
    {
        const std::lock_guard lock(mutex_);
        is_awake_ = true;
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

void Worker::run()
{
    dialects::Work work{site_, dispatch_, [this] { return stops(); },
                        [this](std::chrono::seconds time) { return pause(time); }};
    while (!stops()) {
        for (const auto* dialect : dialects::all()) {
            if (dialect->work == nullptr) continue;
            const auto done = dialect->work(work);
            if (!done) log(Level::warn, "work in the background failed: " + done.error().message);
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, look_again,
                          [this] { return stops_ || is_awake_; });
        is_awake_ = false;
    }
}

} // namespace muster::app

// Wakes up now and then until it is stopped. Knows no rule.
#include "app/housekeeper.h"

#include "app/log.h"
#include "base/limits.h"
#include "core/housekeeping.h"

namespace muster::app {

Housekeeper::Housekeeper(core::Directory& directory)
    : directory_(directory), thread_([this] { run(); })
{}

Housekeeper::~Housekeeper()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Housekeeper::run()
{
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, limits::housekeeping_interval, [this] { return stops_; })) {
        lock.unlock();
        const auto done = core::keep_house(directory_);
        if (!done) log(Level::warn, "housekeeping failed: " + done.error().message);
        lock.lock();
    }
}

} // namespace muster::app

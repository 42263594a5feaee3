// Wakes up now and then until it is stopped. Knows no rule.
#include "server/housekeeper.h"

#include "base/limits.h"
#include "directory/housekeeping.h"
#include "directory/tenants.h"
#include "directory/time_driven_changes.h"
#include "server/log.h"

namespace muster::server {

namespace {

void warn(std::string_view act, const Result<void>& done)
{
    if (!done) log(Level::warn, std::string(act) + " failed: " + done.error().message);
}

} // namespace

Housekeeper::Housekeeper(directory::Directory& directory, index::Index& index)
    : directory_(directory), index_(index), thread_([this] { run(); })
{}

Housekeeper::~Housekeeper()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    wake_.notify_one();
    thread_.join();
    index_.save_unsaved();
}

void Housekeeper::run()
{
    warn("loading the index", load());
    auto house_due = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, limits::time_driven_interval, [this] { return stops_; })) {
        lock.unlock();
        const auto now = std::chrono::steady_clock::now();
        const bool keeps_house = now >= house_due;
        if (keeps_house) house_due = now + limits::housekeeping_interval;
        act(keeps_house);
        lock.lock();
    }
}

// One that cannot be loaded keeps no other from it, and whoever stops waits for one at most.
Result<void> Housekeeper::load()
{
    for (const auto tenant : TRY(directory::all_tenants(directory_.rows()))) {
        {
            const std::lock_guard lock(mutex_);
            if (stops_) return {};
        }
        warn("loading tenant " + std::to_string(tenant.value), index_.preload(tenant));
    }
    return {};
}

void Housekeeper::act(bool keeps_house)
{
    warn("telling who is due", directory::log_all_time_driven_changes(directory_, index_));
    if (!keeps_house) return;
    const auto kept = directory::keep_house(directory_);
    if (!kept) warn("housekeeping", fail(kept.error()));
    index_.maintain();
}

} // namespace muster::server

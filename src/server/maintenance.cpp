// See maintenance.h. Wakes up at fixed intervals until it is stopped.
#include "server/maintenance.h"

#include "base/limits.h"
#include "directory/housekeeping.h"
#include "directory/tenants.h"
#include "directory/time_driven_changes.h"
#include "server/log.h"

namespace muster::server {

namespace {

void warn(std::string_view act, const Result<void>& done)
{
    if (!done) log(LogLevel::warn, std::string(act) + " failed: " + done.error().message);
}

} // namespace

MaintenanceThread::MaintenanceThread(directory::Directory& directory, index::Index& index)
    : directory_(directory), index_(index), thread_([this] { run(); })
{}

MaintenanceThread::~MaintenanceThread()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    wake_.notify_one();
    thread_.join();
    index_.save_unsaved();
}

void MaintenanceThread::run()
{
    warn("loading the index", load());
    auto next_housekeeping = std::chrono::steady_clock::now();
    auto next_removals = next_housekeeping;
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, limits::time_driven_interval, [this] { return stops_; })) {
        lock.unlock();
        const auto now = std::chrono::steady_clock::now();
        const bool also_expired = now >= next_housekeeping;
        if (also_expired) next_housekeeping = now + limits::housekeeping_interval;
        act(also_expired);
        if (now >= next_removals) {
            const auto finished = directory::finish_removals(directory_);
            if (!finished) warn("ending memberships of removed groups", fail(finished.error()));
            next_removals = now + limits::removals_interval;
        }
        lock.lock();
    }
}

// Loads the index of each tenant. A tenant that cannot be loaded does not stop the others. A stop
// of the server waits for one tenant at most.
Result<void> MaintenanceThread::load()
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

void MaintenanceThread::act(bool also_expired)
{
    warn("logging time-driven membership changes",
         directory::log_all_time_driven_changes(directory_, index_));
    if (!also_expired) return;
    const auto done = directory::run_housekeeping(directory_);
    if (!done) warn("deleting expired rows", fail(done.error()));
    index_.maintain();
}

} // namespace muster::server

// See maintenance.h. Wakes up at fixed intervals until it is stopped.
#include "server/maintenance.h"

#include <algorithm>
#include <fstream>

#include <malloc.h>
#include <unistd.h>

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

// Resident memory of the process that is no file; 0 when it is not known.
std::size_t anonymous_bytes()
{
    std::size_t all = 0;
    std::size_t resident = 0;
    std::size_t shared = 0;
    std::ifstream("/proc/self/statm") >> all >> resident >> shared;
    return (resident - std::min(shared, resident)) *
           static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// After a burst of large requests the allocator holds their memory, spread over the arenas of all
// threads. Without this it would stay with the process until the next burst.
void release_idle_memory()
{
    const auto allocator = ::mallinfo2();
    const std::size_t used = allocator.uordblks + allocator.hblkhd;
    if (anonymous_bytes() > used + limits::idle_memory_bytes) ::malloc_trim(0);
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
    release_idle_memory();
}

} // namespace muster::server

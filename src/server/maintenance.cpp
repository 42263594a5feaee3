// See maintenance.h. Wakes up at fixed intervals until it is stopped.
#include "server/maintenance.h"

#include <algorithm>
#include <fstream>

#include <malloc.h>
#include <unistd.h>

#include "base/limits.h"
#include "directory/credentials.h"
#include "directory/housekeeping.h"
#include "directory/tenants.h"
#include "directory/time_driven_changes.h"
#include "jobs/job_files.h"
#include "server/log.h"

namespace muster::server {

namespace {

// Times of use are stored by the hour, so this only bounds how many are in memory.
constexpr std::chrono::minutes uses_interval{1};

void warn(const std::string& line) { log(LogLevel::warn, line); }

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

MaintenanceThread::MaintenanceThread(directory::Directory& directory,
                                     const directory::Identity& identity, index::Index& index,
                                     const AnswerGate& gate, std::string jobs_folder)
    : directory_(directory), identity_(identity), index_(index), gate_(gate),
      jobs_folder_(std::move(jobs_folder)), thread_([this] { run(); })
{}

MaintenanceThread::~MaintenanceThread()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    wake_.notify_one();
    index_.stop_loading();
    thread_.join();
    if (gate_.lease()->role() != store::NodeRole::replaced) index_.save_unsaved();
}

void MaintenanceThread::run()
{
    measure_quotas();
    run_item(warn, "loading the index", [this] { return load(); });
    auto next_housekeeping = std::chrono::steady_clock::now();
    auto next_removals = next_housekeeping;
    auto next_uses = next_housekeeping;
    auto next_measure = next_housekeeping + limits::quota_interval;
    // Whether it is time; the next time is then set.
    const auto is_due = [](std::chrono::steady_clock::time_point& next, auto interval) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next) return false;
        next = now + interval;
        return true;
    };
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, limits::time_driven_interval, [this] { return stops_; })) {
        lock.unlock();
        act(is_due(next_housekeeping, limits::housekeeping_interval));
        if (is_due(next_uses, uses_interval)) {
            run_item(warn, "storing when credentials were used", [this] { return store_uses(); });
        }
        if (is_due(next_removals, limits::removals_interval)) finish_removals();
        if (is_due(next_measure, limits::quota_interval)) measure_quotas();
        lock.lock();
    }
}

void MaintenanceThread::finish_removals()
{
    run_item(warn, "finishing removals", [this]() -> Result<void> {
        TRY(directory::finish_removals(directory_, warn));
        return {};
    });
}

void MaintenanceThread::measure_quotas()
{
    run_item(warn, "measuring the quotas", [this] {
        auto& quotas = directory_.quotas();
        quotas.set(directory::Quota::job_files, jobs::job_file_bytes(jobs_folder_, {}));
        return directory::measure_quotas(directory_.rows(), quotas, warn);
    });
}

// Loads the index of each tenant. A tenant that cannot be loaded does not stop the others. A stop
// of the server ends the loads.
Result<void> MaintenanceThread::load()
{
    for (const auto tenant : TRY(directory::all_tenants(directory_.rows()))) {
        {
            const std::lock_guard lock(mutex_);
            if (stops_) return {};
        }
        run_item(warn, "loading tenant " + std::to_string(tenant.value), [&]() -> Result<void> {
            auto loaded = index_.preload(tenant);
            const bool is_fault = !loaded && loaded.error().subject != model::loading_subject;
            return is_fault ? std::move(loaded) : Result<void>{};
        });
    }
    return {};
}

Result<void> MaintenanceThread::store_uses()
{
    const auto uses = identity_.take_uses();
    if (uses.empty()) return {};
    const directory::Principal core{{}, {}, model::system_tenant, "system", "core", {}};
    return directory_.write(core, model::system_tenant, [&](directory::Transaction& transaction) {
        return directory::store_uses(transaction, uses);
    });
}

void MaintenanceThread::act(bool also_expired)
{
    run_item(warn, "logging time-driven membership changes",
             [this] { return directory::log_all_time_driven_changes(directory_, index_, warn); });
    run_item(warn, "counting groups", [this]() -> Result<void> {
        index_.count_unknown_sizes();
        return {};
    });
    if (!also_expired) return;
    run_item(warn, "deleting expired rows", [this]() -> Result<void> {
        TRY(directory::run_housekeeping(directory_, warn));
        return {};
    });
    run_item(warn, "maintaining the index", [this]() -> Result<void> {
        index_.maintain();
        release_idle_memory();
        return {};
    });
}

} // namespace muster::server

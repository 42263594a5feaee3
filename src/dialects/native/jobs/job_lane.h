// A lane: works of which a tenant's jobs run one after the other, while those of other tenants, and
// those of other lanes, run at the same time. Knows no work but by its name.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "directory/jobs.h"

namespace muster::dialects::native {

struct JobWork {
    std::string_view name;
    Result<void> (*run)(Work& work, model::TenantId tenant, const model::Job& job);
    std::string_view input{}; // file that goes once the job is done; none: nothing does
};

// Thread-safe: the threads of a lane share it.
class JobLane {
public:
    explicit JobLane(std::vector<JobWork> works) : works_(std::move(works)) {}

    // False while another thread is in it for that tenant: that one looks again when it leaves, so
    // nobody needs to wait.
    bool enter(model::TenantId tenant);
    void leave(model::TenantId tenant);

    const JobWork& work_of(const model::Job& job) const;
    model::Filter is_in_lane() const; // of jobs
    // The job of the tenant to run next.
    Result<std::optional<model::Job>> next(const model::Rows& rows, model::TenantId tenant) const;

private:
    const std::vector<JobWork> works_;
    std::mutex mutex_;
    std::set<model::TenantId> tenants_; // somebody runs their jobs
};

// Runs every job of the lane that is not over, and drops what is left of those that were long ago.
// Tells after how long it wants to look again.
Result<std::chrono::seconds> run_jobs(Work& work, JobLane& lane);

// The threads of all jobs: what changes customers in one lane, what only reads in the other, so
// that no import holds up an export.
std::vector<Task> job_tasks();

} // namespace muster::dialects::native

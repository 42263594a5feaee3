// A queue of jobs and the threads that run it. The jobs of one tenant in a queue run one after the
// other; jobs of other tenants and other queues run at the same time.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "directory/jobs.h"
#include "jobs/kind.h"

namespace muster::jobs {

using JobIds = std::vector<model::Value>;

// The kinds of one queue, and which tenants are being served. Thread-safe: the threads of the queue
// share it.
class JobQueue {
public:
    explicit JobQueue(JobKinds kinds) : kinds_(std::move(kinds)) {}

    // False while another thread serves the tenant. The caller need not wait: that thread looks
    // for further jobs of the tenant after it has left.
    bool enter(model::TenantId tenant);
    void leave(model::TenantId tenant);

    const JobKind& kind_of(const model::Job& job) const;
    // Of jobs: those of this queue.
    model::Filter is_in_queue() const;
    // The job of the tenant to run next, other than those.
    Result<std::optional<model::Job>> next(const model::Rows& rows, model::TenantId tenant,
                                           const JobIds& but) const;

private:
    const JobKinds kinds_;
    std::mutex mutex_;
    std::set<model::TenantId> served_;
};

// One turn of a job: runs it and ends it, unless the run left it for later. An error or exception
// of the run fails the job. An error of this function means that the end could not be stored.
Result<void> run_job(Background& background, const JobKind& kind, model::TenantId tenant,
                     const model::Job& job);

// Runs the jobs of the queue that are waiting or were interrupted, the tenants in turn, until none
// is left, and removes jobs whose retention is over. What fails is logged and never holds up other
// jobs. Returns after how long it wants to be called again.
Result<std::chrono::seconds> run_jobs(Background& background, JobQueue& queue);

// Before calls are served: lets the jobs that calls of an earlier process had begun go on in their
// queues (JobKind::begins_in_call). A tenant that fails is reported to `warn`.
Result<void> take_over_calls(directory::Directory& directory, const JobKinds& kinds,
                             const Warn& warn);

// One call of it serves a queue on one thread.
using QueueTask = std::function<Result<std::chrono::seconds>(Background&)>;

// One task for each thread of each queue of these kinds.
std::vector<QueueTask> queue_tasks(const JobKinds& kinds);

} // namespace muster::jobs

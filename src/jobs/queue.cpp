// Serves queues: runs what waits, and sweeps up after jobs that are over. Knows no kind of job but
// by its row.
#include "jobs/queue.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "directory/customers.h"
#include "jobs/job_files.h"
#include "jobs/job_run.h"
#include "model/pages.h"

namespace muster::jobs {

bool JobQueue::enter(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    return served_.insert(tenant).second;
}

void JobQueue::leave(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    served_.erase(tenant);
}

const JobKind& JobQueue::kind_of(const model::Job& job) const
{
    const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const JobKind& kind) {
        return kind.dialect == job.dialect && kind.name == job.work;
    });
    assert(found != kinds_.end()); // the job was found by is_in_queue()
    return *found;
}

model::Filter JobQueue::is_in_queue() const
{
    std::vector<model::Filter> any;
    for (const auto& kind : kinds_) {
        any.push_back(model::all_of({model::equals("dialect", std::string(kind.dialect)),
                                     model::equals("work", std::string(kind.name))}));
    }
    return model::any_of(std::move(any));
}

Result<std::optional<model::Job>> JobQueue::next(const model::Rows& rows,
                                                 model::TenantId tenant) const
{
    return directory::next_job(rows, tenant, is_in_queue());
}

namespace {

// New jobs wake the threads; this only finds those for which that failed.
constexpr std::chrono::seconds look_again{60};

// Uploaded files hold personal data, so they are deleted as soon as they are not needed.
Result<void> remove_input(const Background& background, model::TenantId tenant, model::JobId id,
                          std::string_view input)
{
    const auto job = TRY(model::get(background.directory.rows(), tenant, id));
    if (job.status != model::JobStatus::done) return {};
    JobFolder(background.jobs_folder, tenant, id).remove(input);
    return {};
}

Result<void> run_job(Background& background, const JobQueue& queue, model::TenantId tenant,
                     const model::Job& job)
{
    const auto& kind = queue.kind_of(job);
    auto done = kind.run(background, tenant, job);
    if (done && !kind.input_file.empty()) {
        TRY(remove_input(background, tenant, job.id, kind.input_file));
    }
    if (done || background.stops() || is_cancelled(done.error())) return {};
    const auto& error = done.error();
    background.warn("job " + std::to_string(job.id.value) + " of tenant " +
                    std::to_string(tenant.value) + " failed: " + std::string(name_of(error.code)) +
                    (error.detail.empty() ? "" : ": " + error.detail));
    const JobRun run(background, tenant, job);
    return run.end(model::JobStatus::failed, error.message);
}

Result<void> erase_with_folder(const Background& background, model::TenantId tenant,
                               const model::Job& job)
{
    const directory::Principal system{{}, {}, tenant, "jobs", job.dialect, {}};
    TRY(background.directory.write(system, tenant, [&](directory::Transaction& transaction) {
        return directory::erase_job(transaction, job);
    }));
    JobFolder(background.jobs_folder, tenant, job.id).remove();
    return {};
}

// Files of a job may hold a customer who was erased since the job was made. A failed job keeps its
// files, because it can be resumed.
Result<void> remove_outdated_files(const Background& background, model::TenantId tenant,
                                   const model::Job& job)
{
    if (job.status != model::JobStatus::done && job.status != model::JobStatus::cancelled)
        return {};
    const JobFolder folder(background.jobs_folder, tenant, job.id);
    if (!folder.exists()) return {};
    const auto& rows = background.directory.rows();
    if (TRY(directory::any_removed_since(rows, tenant, job.created_at))) folder.remove();
    return {};
}

// Jobs that ended, or that never got their file; those that run or wait stay.
Result<void> sweep(const Background& background, const JobQueue& queue, model::TenantId tenant)
{
    const auto now = background.directory.clock().now();
    model::Query query;
    query.kind = model::Kind::job;
    query.tenant = tenant;
    query.filter = model::all_of(
        {queue.is_in_queue(),
         model::where("updated_at", model::Filter::Op::less, now - limits::erased_file_age),
         model::negate(
             model::is_one_of("status", {std::string("waiting"), std::string("running")}))});
    return model::each_row<model::Job>(
        background.directory.rows(), query, [&](const model::Job& job) {
            const bool is_old = job.updated_at < now - limits::job_age;
            return is_old ? erase_with_folder(background, tenant, job)
                          : remove_outdated_files(background, tenant, job);
        });
}

Result<void> run_waiting(Background& background, const JobQueue& queue, model::TenantId tenant)
{
    TRY(sweep(background, queue, tenant));
    while (!background.stops()) {
        const auto job = TRY(queue.next(background.directory.rows(), tenant));
        if (!job) return {};
        TRY(run_job(background, queue, tenant, *job));
    }
    return {};
}

// A thread that enter() refused may have come for a job that this thread did not see any more. So
// this thread looks once again after it has left.
Result<void> serve_tenant(Background& background, JobQueue& queue, model::TenantId tenant)
{
    for (;;) {
        if (!queue.enter(tenant)) return {};
        auto done = run_waiting(background, queue, tenant);
        queue.leave(tenant);
        if (!done || background.stops()) return done;
        if (!TRY(queue.next(background.directory.rows(), tenant))) return {};
    }
}

} // namespace

Result<std::chrono::seconds> run_jobs(Background& background, JobQueue& queue)
{
    if (background.jobs_folder.empty()) return look_again;
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    Result<void> first_failure;
    do {
        const auto page = TRY(background.directory.rows().page(query));
        for (const auto& row : page.rows) {
            auto done = serve_tenant(background, queue, std::get<model::Tenant>(row).id);
            // The jobs of other tenants still run.
            if (!done && first_failure) first_failure = std::move(done);
        }
        query.after = page.next;
    } while (query.after && !background.stops());
    TRY(std::move(first_failure));
    return look_again;
}

std::vector<QueueTask> queue_tasks(const JobKinds& kinds)
{
    std::vector<std::pair<const Queue*, JobKinds>> by_queue; // in the order of the kinds
    for (const auto& kind : kinds) {
        const auto known = std::find_if(by_queue.begin(), by_queue.end(),
                                        [&](const auto& one) { return one.first == kind.queue; });
        if (known == by_queue.end()) {
            by_queue.push_back({kind.queue, {kind}});
        } else {
            known->second.push_back(kind);
        }
    }
    std::vector<QueueTask> tasks;
    for (const auto& [queue, kinds_of_queue] : by_queue) {
        const auto shared = std::make_shared<JobQueue>(kinds_of_queue);
        tasks.insert(tasks.end(), queue->threads,
                     [shared](Background& background) { return run_jobs(background, *shared); });
    }
    return tasks;
}

} // namespace muster::jobs

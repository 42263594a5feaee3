// Runs what waits in a lane, and sweeps up what is over. Knows no work but by its name.
#include "dialects/native/jobs/job_lane.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "dialects/native/jobs/export_plan.h"
#include "dialects/native/jobs/fill_plan.h"
#include "dialects/native/jobs/import_plan.h"
#include "dialects/native/jobs/job_run.h"
#include "dialects/native/native.h"
#include "directory/customers.h"

namespace muster::dialects::native {

bool JobLane::enter(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    return tenants_.insert(tenant).second;
}

void JobLane::leave(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    tenants_.erase(tenant);
}

const JobWork& JobLane::work_of(const model::Job& job) const
{
    const auto found = std::find_if(works_.begin(), works_.end(),
                                    [&](const JobWork& work) { return work.name == job.work; });
    assert(found != works_.end()); // it was found by the names of these
    return *found;
}

model::Filter JobLane::is_in_lane() const
{
    std::vector<model::Value> names;
    for (const auto& work : works_) names.emplace_back(std::string(work.name));
    return model::is_one_of("work", std::move(names));
}

Result<std::optional<model::Job>> JobLane::next(const model::Rows& rows,
                                                model::TenantId tenant) const
{
    return directory::next_job(rows, tenant, native_name, is_in_lane());
}

namespace {

// New jobs wake us; this only catches those that the store could not be asked for.
constexpr std::chrono::seconds look_again{60};

// What people uploaded is not kept for longer than it is needed.
Result<void> drop_input(const Work& work, model::TenantId tenant, model::JobId id,
                        std::string_view input)
{
    const auto job = TRY(model::get(work.services.directory.rows(), tenant, id));
    if (job.status == model::JobStatus::done) remove_job_file(work.services, tenant, id, input);
    return {};
}

Result<void> run_job(Work& work, const JobLane& lane, model::TenantId tenant, const model::Job& job)
{
    const auto& kind = lane.work_of(job);
    auto done = kind.run(work, tenant, job);
    if (done && !kind.input.empty()) TRY(drop_input(work, tenant, job.id, kind.input));
    if (done || work.stops() || is_cancelled(done.error())) return {};
    const auto& error = done.error();
    work.warn("job " + std::to_string(job.id.value) + " of tenant " + std::to_string(tenant.value) +
              " failed: " + std::string(name_of(error.code)) +
              (error.detail.empty() ? "" : ": " + error.detail));
    JobRun run(work, tenant, job);
    return run.end(model::JobStatus::failed, error.message);
}

Result<void> drop_job(const Work& work, model::TenantId tenant, const model::Job& job)
{
    const directory::Principal system{{}, {}, tenant, "jobs", std::string(native_name), {}};
    TRY(work.services.directory.write(system, tenant, [&](directory::Transaction& transaction) {
        return transaction.writer().erase({model::Kind::job, tenant, job.id.value, 0});
    }));
    remove_job_folder(work.services, tenant, job.id);
    return {};
}

// Promise 26: what was written for people goes when it may hold somebody who was erased since. One
// that failed may go on with its files.
Result<void> drop_files(const Work& work, model::TenantId tenant, const model::Job& job)
{
    if (job.status != model::JobStatus::done && job.status != model::JobStatus::cancelled)
        return {};
    if (!has_job_folder(work.services, tenant, job.id)) return {};
    const auto& rows = work.services.directory.rows();
    const bool is_due = TRY(directory::any_removed_since(rows, tenant, job.created_at));
    if (is_due) remove_job_folder(work.services, tenant, job.id);
    return {};
}

// Jobs that ended, or never got their file, long ago; and files of those that ended since.
Result<void> sweep(const Work& work, const JobLane& lane, model::TenantId tenant)
{
    const auto now = work.services.directory.clock().now();
    model::Query query;
    query.kind = model::Kind::job;
    query.tenant = tenant;
    query.filter = model::all_of(
        {model::equals("dialect", std::string(native_name)), lane.is_in_lane(),
         model::where("updated_at", model::Filter::Op::less, now - limits::erased_file_age),
         model::negate(
             model::is_one_of("status", {std::string("waiting"), std::string("running")}))});
    do {
        auto page = TRY(work.services.directory.rows().page(query));
        query.after = page.next;
        for (const auto& job : model::rows_of<model::Job>(std::move(page))) {
            const bool is_old = job.updated_at < now - limits::job_age;
            TRY(is_old ? drop_job(work, tenant, job) : drop_files(work, tenant, job));
        }
    } while (query.after);
    return {};
}

Result<void> run_waiting(Work& work, const JobLane& lane, model::TenantId tenant)
{
    TRY(sweep(work, lane, tenant));
    while (!work.stops()) {
        const auto job = TRY(lane.next(work.services.directory.rows(), tenant));
        if (!job) return {};
        TRY(run_job(work, lane, tenant, *job));
    }
    return {};
}

// Whoever was turned away may have come for a job that we did not see: so we look once more.
Result<void> run_tenant(Work& work, JobLane& lane, model::TenantId tenant)
{
    for (;;) {
        if (!lane.enter(tenant)) return {};
        auto done = run_waiting(work, lane, tenant);
        lane.leave(tenant);
        if (!done || work.stops()) return done;
        if (!TRY(lane.next(work.services.directory.rows(), tenant))) return {};
    }
}

} // namespace

Result<std::chrono::seconds> run_jobs(Work& work, JobLane& lane)
{
    if (work.services.jobs_folder.empty()) return look_again;
    model::Query query;
    query.kind = model::Kind::tenant;
    query.tenant = model::system_tenant;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    Result<void> first_failure;
    do {
        const auto page = TRY(work.services.directory.rows().page(query));
        for (const auto& row : page.rows) {
            auto done = run_tenant(work, lane, std::get<model::Tenant>(row).id);
            if (!done && first_failure) first_failure = std::move(done); // others go on
        }
        query.after = page.next;
    } while (query.after && !work.stops());
    TRY(std::move(first_failure));
    return look_again;
}

namespace {

void add_threads(std::vector<Task>& tasks, std::size_t count, std::vector<JobWork> works)
{
    const auto lane = std::make_shared<JobLane>(std::move(works));
    tasks.insert(tasks.end(), count, [lane](Work& work) { return run_jobs(work, *lane); });
}

} // namespace

std::vector<Task> job_tasks()
{
    std::vector<Task> tasks;
    add_threads(tasks, limits::import_threads,
                {{import_work, run_import, content_file}, {fill_work, run_fill}});
    add_threads(tasks, limits::export_threads, {{export_work, run_export}});
    return tasks;
}

} // namespace muster::dialects::native

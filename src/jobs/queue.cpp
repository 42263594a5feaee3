// Serves queues: runs what waits, and sweeps up after jobs that are over. Knows no kind of job but
// by its row.
#include "jobs/queue.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <map>
#include <memory>

#include "directory/customers.h"
#include "directory/tenants.h"
#include "jobs/job_files.h"
#include "jobs/job_revisions.h"
#include "jobs/job_run.h"
#include "model/finder.h"
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

Result<std::optional<model::Job>> JobQueue::next(const model::Rows& rows, model::TenantId tenant,
                                                 const JobIds& but) const
{
    if (but.empty()) return directory::next_job(rows, tenant, is_in_queue());
    const auto is_another = model::negate(model::is_one_of("id", but));
    return directory::next_job(rows, tenant, model::all_of({is_in_queue(), is_another}));
}

namespace {

// New jobs wake the threads; this only finds those for which that failed.
constexpr std::chrono::seconds look_again{60};
// A job that needs the index of a tenant that is being loaded waits this long between two tries.
constexpr std::chrono::seconds try_again{1};

// Uploaded files hold personal data, so they are deleted as soon as they are not needed.
Result<void> remove_input(const Background& background, const JobKind& kind, model::TenantId tenant,
                          model::JobId id)
{
    if (kind.input_files.empty()) return {};
    const auto job = TRY(model::get(background.directory.rows(), tenant, id));
    if (job.status != model::JobStatus::done) return {};
    const JobFolder folder(background.jobs_folder, tenant, id);
    for (const auto input : kind.input_files) folder.remove(input);
    return {};
}

std::string name_of_job(model::TenantId tenant, model::JobId id)
{
    return "job " + std::to_string(id.value) + " of tenant " + std::to_string(tenant.value);
}

// The files go first: a kill in between leaves a row, whose files are looked for again.
Result<void> erase_with_folder(const Background& background, model::TenantId tenant,
                               const model::Job& job)
{
    JobFolder(background.jobs_folder, tenant, job.id).remove();
    return JobRun(background, tenant, job).write([&](directory::Transaction& transaction) {
        return directory::erase_job(transaction, job);
    });
}

// A job that never got its whole file cannot get it any more; rules in its options may name people.
Result<void> forget_options(const Background& background, const JobKind& kind,
                            model::TenantId tenant, const model::Job& job)
{
    return JobRun(background, tenant, job)
        .write([&](directory::Transaction& transaction) -> Result<void> {
            const auto before = TRY(transaction.get(job.id));
            auto after = before;
            if (after.status == model::JobStatus::uploading) {
                after.status = model::JobStatus::cancelled;
            }
            if (kind.forget_people) kind.forget_people(after);
            const bool is_same = after.status == before.status && after.options == before.options &&
                                 after.progress == before.progress;
            if (is_same) return {};
            return transaction.put_unlogged(before, std::move(after)); // its age stays
        });
}

// Promise 10: files, items and options of a job may hold a customer who was erased since the job
// was made. A failed job keeps them longer, because it can be resumed, and so does one whose file
// is not there yet.
Result<void> forget_people(const Background& background, const JobKind& kind,
                           model::TenantId tenant, const model::Job& job)
{
    const auto& rows = background.directory.rows();
    const auto age = background.directory.clock().now() - job.updated_at;
    const bool is_over =
        job.status == model::JobStatus::done || job.status == model::JobStatus::cancelled;
    if (age < (is_over ? limits::erased_file_age : limits::erased_open_file_age)) return {};
    if (!TRY(directory::any_removed_since(rows, tenant, job.created_at))) return {};
    if (job.first_item) return erase_with_folder(background, tenant, job);
    // Revisions name nobody, and an undo needs them.
    JobFolder(background.jobs_folder, tenant, job.id).remove_all_but(revisions_file);
    return forget_options(background, kind, tenant, job);
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
            run_item(background.warn, "sweeping " + name_of_job(tenant, job.id), [&] {
                return is_old ? erase_with_folder(background, tenant, job)
                              : forget_people(background, queue.kind_of(job), tenant, job);
            });
            return Result<void>{};
        });
}

// What one call of run_jobs() does.
class QueueRounds {
public:
    QueueRounds(Background& background, JobQueue& queue) : background_(background), queue_(queue) {}

    // The tenants have their turns, one job each, until a round finds no job.
    Result<void> run()
    {
        TRY(directory::for_each_tenant(rows(), background_.warn, [this](model::TenantId tenant) {
            return sweep(background_, queue_, tenant);
        }));
        do {
            found_ = false;
            TRY(directory::for_each_tenant(
                rows(), background_.warn,
                [this](model::TenantId tenant) { return serve(tenant, left_out_[tenant]); }));
        } while (found_ && !background_.stops());
        return {};
    }

private:
    const model::Rows& rows() const { return background_.directory.rows(); }

    // One turn of the tenant. A thread that enter() refused meanwhile may have come for a job that
    // this thread did not see any more. So this thread looks once again after it has left.
    Result<void> serve(model::TenantId tenant, JobIds& left_out)
    {
        if (background_.stops() || !queue_.enter(tenant)) return {};
        auto done = guarded([&] { return serve_next(tenant, left_out); });
        queue_.leave(tenant);
        TRY(std::move(done));
        if (TRY(queue_.next(rows(), tenant, left_out))) found_ = true;
        return {};
    }

    // A job whose end cannot be stored is left out until the next call.
    Result<void> serve_next(model::TenantId tenant, JobIds& left_out)
    {
        const auto job = TRY(queue_.next(rows(), tenant, left_out));
        if (!job) return {};
        const bool is_stored = run_item(background_.warn, name_of_job(tenant, job->id), [&] {
            return run_job(background_, queue_.kind_of(*job), tenant, *job);
        });
        if (!is_stored) left_out.emplace_back(job->id.value);
        return {};
    }

    Background& background_;
    JobQueue& queue_;
    bool found_ = false;
    std::map<model::TenantId, JobIds> left_out_;
};

} // namespace

Result<void> run_job(Background& background, const JobKind& kind, model::TenantId tenant,
                     const model::Job& job)
{
    JobRun run(background, tenant, job);
    const auto done = guarded([&]() -> Result<void> {
        TRY(run.begin());
        return kind.run(run);
    });
    if (!done && done.error().subject == model::loading_subject) {
        run.pause(try_again); // the index is not there yet: the job goes on where it was
        run.yield();
    }
    if (run.is_left() || (!done && background.stops())) return {};
    if (!done) {
        if (!is_cancelled(done.error()))
            background.warn(failure_line(name_of_job(tenant, job.id), done.error()));
        return run.end(model::JobStatus::failed, done.error().message);
    }
    TRY(run.end(model::JobStatus::done, {}));
    return remove_input(background, kind, tenant, job.id);
}

Result<std::chrono::seconds> run_jobs(Background& background, JobQueue& queue)
{
    if (background.jobs_folder.empty()) return look_again;
    TRY(QueueRounds(background, queue).run());
    return look_again;
}

namespace {

// Lets the jobs that a call of an earlier process had begun wait in their queues.
Result<void> take_over(directory::Directory& directory, const model::Query& query)
{
    const directory::Principal engine{{}, {}, query.tenant, "jobs", {}, {}};
    auto page = TRY(directory.rows().page(query)); // a call holds a thread: there are few
    for (const auto& job : model::rows_of<model::Job>(std::move(page))) {
        TRY(directory.write(engine, query.tenant,
                            [&](directory::Transaction& transaction) -> Result<void> {
                                auto waiting = job;
                                waiting.status = model::JobStatus::waiting;
                                TRY(transaction.update(job, std::move(waiting)));
                                return {};
                            }));
    }
    return {};
}

} // namespace

Result<void> take_over_calls(directory::Directory& directory, const JobKinds& kinds,
                             const Warn& warn)
{
    JobKinds begun;
    std::ranges::copy_if(kinds, std::back_inserter(begun), &JobKind::begins_in_call);
    model::Query query;
    query.kind = model::Kind::job;
    query.filter = model::all_of({JobQueue(std::move(begun)).is_in_queue(),
                                  model::equals("status", std::string("uploading"))});
    return directory::for_each_tenant(directory.rows(), warn, [&](model::TenantId tenant) {
        query.tenant = tenant;
        return take_over(directory, query);
    });
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

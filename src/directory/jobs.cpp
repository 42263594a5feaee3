// Judges what may become of a job. Knows no work.
#include "directory/jobs.h"

#include <algorithm>

#include "base/limits.h"
#include "model/schema.h"

namespace muster::directory {

namespace {

Failure no_job(JobId id)
{
    return fail(Code::not_found, "job", "no job " + std::to_string(id.value));
}

Filter has_status(JobStatus status) { return equals("status", std::string(name_of(status))); }

Query jobs_query(TenantId tenant, Filter filter, std::int64_t limit)
{
    Query query;
    query.kind = Kind::job;
    query.tenant = tenant;
    query.filter = std::move(filter);
    query.limit = limit;
    return query;
}

} // namespace

bool is_over(JobStatus status)
{
    return status == JobStatus::done || status == JobStatus::failed ||
           status == JobStatus::cancelled;
}

Result<Job> find_job(const Rows& rows, TenantId tenant, std::string_view dialect,
                     std::string_view work, JobId id)
{
    auto job = get(rows, tenant, id);
    if (!job && job.error().code != Code::not_found) return job;
    if (!job || job->dialect != dialect || job->work != work) return no_job(id);
    return job;
}

Result<Job> create_job(Transaction& transaction, Job draft)
{
    const auto open =
        jobs_query(transaction.tenant(),
                   any_of({has_status(JobStatus::uploading), has_status(JobStatus::waiting),
                           has_status(JobStatus::running)}),
                   1);
    const auto count = TRY(transaction.rows().count(open));
    if (count >= static_cast<std::int64_t>(limits::open_jobs)) {
        return fail(Code::too_large, "job",
                    std::to_string(count) + " jobs are not over yet: wait, or cancel some");
    }
    return transaction.create(std::move(draft));
}

Result<Job> update_job(Transaction& transaction, JobId id, std::span<const JobStatus> from,
                       const Edit<Job>& edit)
{
    const auto before = transaction.get(id);
    if (!before && before.error().code == Code::not_found) return no_job(id);
    if (!before) return before;
    if (std::find(from.begin(), from.end(), before->status) == from.end()) {
        return fail(Code::conflict, "status",
                    "the job is " + std::string(name_of(before->status)) + " already");
    }
    Job after = *before;
    TRY(edit(after));
    return transaction.update(*before, std::move(after));
}

Result<void> remove_job(Transaction& transaction, JobId id)
{
    const auto job = transaction.get(id);
    if (!job && job.error().code == Code::not_found) return no_job(id);
    if (!job) return fail(job.error());
    if (!is_over(job->status)) {
        return fail(Code::conflict, "status",
                    "the job is " + std::string(name_of(job->status)) + ": cancel it first");
    }
    return transaction.writer().erase({Kind::job, transaction.tenant(), id.value, 0});
}

Result<std::optional<Job>> next_job(const Rows& rows, TenantId tenant, std::string_view dialect,
                                    const Filter& is_of_work)
{
    for (const auto status : {JobStatus::running, JobStatus::waiting}) {
        const auto query = jobs_query(
            tenant,
            all_of({equals("dialect", std::string(dialect)), has_status(status), is_of_work}), 1);
        auto page = TRY(rows.page(query));
        auto jobs = rows_of<Job>(std::move(page));
        if (!jobs.empty()) return std::optional(std::move(jobs.front()));
    }
    return std::optional<Job>{};
}

} // namespace muster::directory

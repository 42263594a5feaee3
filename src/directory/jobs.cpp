// Checks the changes of a job's status.
#include "directory/jobs.h"

#include <algorithm>
#include <numeric>

#include "base/limits.h"
#include "model/keys.h"
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

// Open ones have a smaller limit than those that are only listed still.
Result<void> check_quotas(Transaction& transaction, const Job& draft)
{
    const auto of_dialect = equals("dialect", draft.dialect);
    const auto stored =
        TRY(transaction.rows().count(jobs_query(transaction.tenant(), of_dialect, 1)));
    TRY(transaction.quotas().take(Quota::jobs, stored, 1));
    if (is_over(draft.status)) return {};
    const auto is_open = any_of({has_status(JobStatus::uploading), has_status(JobStatus::waiting),
                                 has_status(JobStatus::running)});
    const auto open = jobs_query(transaction.tenant(), all_of({of_dialect, is_open}), 1);
    const auto count = TRY(transaction.rows().count(open));
    if (count < static_cast<std::int64_t>(limits::open_jobs)) return {};
    return fail(Code::too_large, "job",
                std::to_string(count) + " jobs are not over yet: wait, or cancel some");
}

// Jobs are not logged, but their ends are. There is no entry for a job with a ticket, because it is
// the answer to a call, or for a job whose file never arrived, because it has done nothing. The
// entry holds only status and work, because the options may name people.
Result<void> log_end(Transaction& transaction, const Job& before, const Job& after)
{
    const bool has_begun = before.status != JobStatus::uploading;
    if (!after.ticket.empty() || is_over(before.status) || !has_begun) return {};
    Job was;
    was.id = before.id;
    was.status = before.status;
    Job is = was;
    is.status = after.status;
    is.work = after.work; // only in one of the two, so that the entry has it
    Mutation entry;
    entry.action = Action::updated;
    entry.tenant = transaction.tenant();
    entry.before = was;
    entry.after = std::move(is);
    entry.stores_row = false;
    return transaction.writer().put(std::move(entry));
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

Result<Job> find_job_by_ticket(const Rows& rows, TenantId tenant, std::string_view dialect,
                               std::string_view ticket)
{
    auto job = find<Job>(rows, job_ticket_key(tenant, dialect, ticket));
    if (!job && job.error().code == Code::not_found) {
        return fail(Code::not_found, "job", "no job has this ticket");
    }
    return job;
}

Result<Job> create_job(Transaction& transaction, Job draft)
{
    TRY(check_quotas(transaction, draft));
    return transaction.create(std::move(draft));
}

Result<Job> create_job_with_items(Transaction& transaction, Job draft, std::vector<JobItem> items)
{
    TRY(check_quotas(transaction, draft));
    draft.size = std::ssize(items);
    const auto id = TRY(transaction.create(std::move(draft))).id;
    JobItemId first;
    for (auto& item : items) {
        item.job = id;
        const auto stored = TRY(transaction.create(std::move(item)));
        if (!first) first = stored.id;
    }
    // Read again: jobs have no revision of the log, while create() returns one.
    const auto job = TRY(transaction.get(id));
    auto with_items = job;
    with_items.first_item = first;
    return transaction.update(job, std::move(with_items));
}

Result<std::vector<JobItem>> items_of(const Rows& rows, TenantId tenant, const Job& job)
{
    std::vector<std::int64_t> ids(static_cast<std::size_t>(job.size));
    std::iota(ids.begin(), ids.end(), job.first_item.value);
    std::vector<JobItem> items;
    items.reserve(ids.size());
    for (auto& row : TRY(rows.get_all(Kind::job_item, tenant, ids))) {
        items.push_back(std::get<JobItem>(std::move(row)));
    }
    return items;
}

Result<JobItem> item_at(const Rows& rows, TenantId tenant, const Job& job, std::int64_t place)
{
    return get(rows, tenant, JobItemId{job.first_item.value + place});
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
    if (is_over(after.status)) TRY(log_end(transaction, *before, after));
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
    return erase_job(transaction, *job);
}

Result<void> erase_job(Transaction& transaction, const Job& job)
{
    auto& writer = transaction.writer();
    const auto tenant = transaction.tenant();
    const std::int64_t items = job.first_item ? job.size : 0;
    for (std::int64_t place = 0; place < items; ++place) {
        TRY(writer.erase({Kind::job_item, tenant, job.first_item.value + place, 0}));
    }
    return writer.erase({Kind::job, tenant, job.id.value, 0});
}

Result<Job> erase_last_items(Transaction& transaction, const Job& job, std::int64_t count)
{
    Job after = job;
    after.size -= count;
    for (std::int64_t place = after.size; place < job.size; ++place) {
        TRY(transaction.writer().erase(
            {Kind::job_item, transaction.tenant(), job.first_item.value + place, 0}));
    }
    return transaction.update(job, std::move(after));
}

Result<std::optional<Job>> next_job(const Rows& rows, TenantId tenant, const Filter& is_of_kind)
{
    for (const auto status : {JobStatus::running, JobStatus::waiting}) {
        const auto query = jobs_query(tenant, all_of({has_status(status), is_of_kind}), 1);
        auto page = TRY(rows.page(query));
        auto jobs = rows_of<Job>(std::move(page));
        if (!jobs.empty()) return std::optional(std::move(jobs.front()));
    }
    return std::optional<Job>{};
}

} // namespace muster::directory

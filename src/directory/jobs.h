// The states of a job: created, running, finished. What a job does is not known here.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// Done, failed or cancelled.
bool is_over(JobStatus status);

// not_found "job" unless it is that dialect's job of that work.
Result<Job> find_job(const Rows& rows, TenantId tenant, std::string_view dialect,
                     std::string_view work, JobId id);

// The dialect's job with that ticket; not_found "job".
Result<Job> find_job_by_ticket(const Rows& rows, TenantId tenant, std::string_view dialect,
                               std::string_view ticket);

// too_large when the tenant has limits::open_jobs jobs of this dialect that are not over;
// rate_limited when it has used its quota of stored jobs (directory/quotas.h).
Result<Job> create_job(Transaction& transaction, Job draft);

// Changes a job that has one of these statuses; conflict "status" otherwise.
Result<Job> update_job(Transaction& transaction, JobId id, std::span<const JobStatus> from,
                       const Edit<Job>& edit);

// A job that answers each of its requests: the job and its items in one write. Errors as
// create_job; a job that is over from the beginning is not too_large.
Result<Job> create_job_with_items(Transaction& transaction, Job draft, std::vector<JobItem> items);
// All items of a job in their order; those that were erased with their customer are left out.
Result<std::vector<JobItem>> items_of(const Rows& rows, TenantId tenant, const Job& job);
// The item at a place from 0 on; not_found "job_item" when it was erased with its customer.
Result<JobItem> item_at(const Rows& rows, TenantId tenant, const Job& job, std::int64_t place);

// Erases the row; conflict "status" while the job is not over.
Result<void> remove_job(Transaction& transaction, JobId id);
// For good and with its items, whatever its status.
Result<void> erase_job(Transaction& transaction, const Job& job);
// Erases the last `count` of its items, so that erase_job() has fewer left. Returns the job as it
// is then.
Result<Job> erase_last_items(Transaction& transaction, const Job& job, std::int64_t count);
// The job to run next among those that the filter accepts: one that a restart left running, else
// the oldest that waits.
Result<std::optional<Job>> next_job(const Rows& rows, TenantId tenant, const Filter& is_of_kind);

} // namespace muster::directory

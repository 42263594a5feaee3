// The life of a job: made, run, and over. What it does is its dialect's.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// Done, failed or cancelled: nothing happens to it by itself any more.
bool is_over(JobStatus status);

// not_found "job" unless it is that dialect's job of that work.
Result<Job> find_job(const Rows& rows, TenantId tenant, std::string_view dialect,
                     std::string_view work, JobId id);

// too_large when the tenant has limits::open_jobs that are not over.
Result<Job> create_job(Transaction& transaction, Job draft);

// Changes a job that has one of these statuses; conflict "status" otherwise.
Result<Job> update_job(Transaction& transaction, JobId id, std::span<const JobStatus> from,
                       const Edit<Job>& edit);

// For good; conflict "status" while it is not over.
Result<void> remove_job(Transaction& transaction, JobId id);

// The job of that dialect to run next, of one of these works: what a restart left running, else
// what waits, oldest first.
Result<std::optional<Job>> next_job(const Rows& rows, TenantId tenant, std::string_view dialect,
                                    const Filter& is_of_work);

} // namespace muster::directory

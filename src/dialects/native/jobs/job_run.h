// What the runs of all jobs share: whose rights they have, how they end, when they stop. Knows no
// work.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "dialects/native/jobs/job_files.h"
#include "directory/jobs.h"

namespace muster::dialects::native {

class JobRun {
public:
    JobRun(Work& work, model::TenantId tenant, model::Job job)
        : work_(work), tenant_(tenant), job_(std::move(job))
    {}

    directory::Directory& directory() const { return work_.services.directory; }
    const model::Rows& rows() const { return directory().rows(); }
    model::TenantId tenant() const { return tenant_; }
    const model::Job& job() const { return job_; }
    std::string file(std::string_view name) const
    {
        return job_file(work_.services, tenant_, job_.id, name);
    }
    bool stops() const { return work_.stops(); }

    // Marks it running, with the rights of whoever made it; unauthenticated when those are gone.
    Result<void> start();
    // Runs act until it succeeds, a few times with pauses while the store is unavailable.
    Result<void> persist(const std::function<Result<void>()>& act) const;
    template <class Decide>
    auto write(Decide&& decide) const
    {
        return directory().write(principal_, tenant_, std::forward<Decide>(decide));
    }
    // Within a write: changes the job, unless it was cancelled meanwhile (conflict "status").
    Result<void> note(directory::Transaction& transaction,
                      const directory::Edit<model::Job>& edit) const;
    // The same as a write of its own, persistently.
    Result<void> keep(const directory::Edit<model::Job>& edit) const;
    // done, or failed with that reason.
    Result<void> end(model::JobStatus status, const std::string& reason = {}) const;

private:
    Work& work_;
    model::TenantId tenant_;
    model::Job job_;
    directory::Principal principal_;
};

// One write of many. When it ended early, since others wait, as much time is theirs afterwards.
class Turn {
public:
    void give_way() const
    {
        const std::chrono::nanoseconds taken = std::chrono::steady_clock::now() - begin_;
        std::this_thread::sleep_for(std::min(taken, longest_pause));
    }

private:
    // However long a commit took.
    static constexpr std::chrono::nanoseconds longest_pause = std::chrono::milliseconds(100);

    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Whether the write may end here: after so many rows, when others wait.
inline bool ends_for_others(directory::Transaction& transaction, std::size_t rows)
{
    return rows > 0 && rows % limits::job_rows_at_once == 0 && transaction.writer().others_wait();
}

// The conflict that note() meets when the job is not running any more.
inline bool is_cancelled(const Error& error)
{
    return error.code == Code::conflict && error.subject == "status";
}

Result<void> run_import(Work& work, model::TenantId tenant, const model::Job& job);
Result<void> run_export(Work& work, model::TenantId tenant, const model::Job& job);
Result<void> run_fill(Work& work, model::TenantId tenant, const model::Job& job);

} // namespace muster::dialects::native

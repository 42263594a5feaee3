// What the runs of all jobs share: whose rights they have, how they end, when they stop. Knows no
// work.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "core/jobs.h"
#include "dialects/native/job_files.h"

namespace muster::dialects::native {

class JobRun {
public:
    JobRun(Work& work, core::TenantId tenant, core::Job job)
        : work_(work), tenant_(tenant), job_(std::move(job))
    {}

    core::Directory& directory() const { return work_.site.directory; }
    const core::Rows& rows() const { return directory().rows(); }
    core::TenantId tenant() const { return tenant_; }
    const core::Job& job() const { return job_; }
    std::string file(std::string_view name) const
    {
        return job_file(work_.site, tenant_, job_.id, name);
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
    Result<void> note(core::Transaction& transaction, const core::Edit<core::Job>& edit) const;
    // The same as a write of its own, persistently.
    Result<void> keep(const core::Edit<core::Job>& edit) const;
    // done, or failed with that reason.
    Result<void> end(core::JobStatus status, const std::string& reason = {}) const;

private:
    Work& work_;
    core::TenantId tenant_;
    core::Job job_;
    core::Principal principal_;
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
inline bool ends_for_others(core::Transaction& transaction, std::size_t rows)
{
    return rows > 0 && rows % limits::job_rows_at_once == 0 && transaction.writer().others_wait();
}

// The conflict that note() meets when the job is not running any more.
inline bool is_cancelled(const Error& error)
{
    return error.code == Code::conflict && error.subject == "status";
}

Result<void> run_import(Work& work, core::TenantId tenant, const core::Job& job);
Result<void> run_export(Work& work, core::TenantId tenant, const core::Job& job);
Result<void> run_fill(Work& work, core::TenantId tenant, const core::Job& job);

} // namespace muster::dialects::native

// What the runs of all jobs share: whose rights they have, how they store progress, how they end.
// Knows no kind of job.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "base/limits.h"
#include "directory/jobs.h"
#include "jobs/background.h"
#include "jobs/job_files.h"

namespace muster::jobs {

class JobRun {
public:
    JobRun(Background& background, model::TenantId tenant, model::Job job)
        : background_(background), tenant_(tenant), job_(std::move(job))
    {}

    directory::Directory& directory() const { return background_.directory; }
    const model::Rows& rows() const { return directory().rows(); }
    model::TenantId tenant() const { return tenant_; }
    const model::Job& job() const { return job_; }
    std::string file(std::string_view name) const
    {
        return JobFolder(background_.jobs_folder, tenant_, job_.id).file(name);
    }
    bool stops() const { return background_.stops(); }

    // Marks the job running and takes the rights of the credential that made it; unauthenticated
    // when that was revoked.
    Result<void> start();
    // Calls act again, a few times and with pauses, while the store is unavailable.
    Result<void> persist(const std::function<Result<void>()>& act) const;
    template <class Decide>
    auto write(Decide&& decide) const
    {
        return directory().write(principal_, tenant_, std::forward<Decide>(decide));
    }
    template <class Decide>
    auto rehearse(Decide&& decide) const
    {
        return directory().rehearse(principal_, tenant_, std::forward<Decide>(decide));
    }
    // Within a write: changes the job, so that its progress is durable with what the write did.
    // conflict "status" when the job was cancelled meanwhile.
    Result<void> note(directory::Transaction& transaction,
                      const directory::Edit<model::Job>& edit) const;
    // The same as a write of its own, with persist().
    Result<void> store(const directory::Edit<model::Job>& edit) const;
    // done, or failed with that reason.
    Result<void> end(model::JobStatus status, const std::string& reason = {}) const;

private:
    Background& background_;
    model::TenantId tenant_;
    model::Job job_;
    directory::Principal principal_;
};

// Measures one write of many. After a write that ended early because others wait, the job pauses
// for as long as the write took, so that the others get at least half of the time.
class WriteTurn {
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

// Whether a write of many rows ends here, because other writers wait. Asked before each row.
inline bool ends_for_others(directory::Transaction& transaction, std::size_t rows)
{
    return rows > 0 && rows % limits::job_rows_at_once == 0 && transaction.writer().others_wait();
}

// The conflict of note() for a job that is not running any more.
inline bool is_cancelled(const Error& error)
{
    return error.code == Code::conflict && error.subject == "status";
}

} // namespace muster::jobs

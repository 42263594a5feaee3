// What the runs of all jobs share: whose rights they have, how they store progress, how they end.
// Knows no kind of job.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "base/limits.h"
#include "directory/jobs.h"
#include "jobs/background.h"
#include "jobs/job_files.h"
#include "jobs/job_revisions.h"

namespace muster::jobs {

class JobRun {
public:
    JobRun(const Background& background, model::TenantId tenant, model::Job job)
        : background_(background), tenant_(tenant),
          job_(std::move(job)), principal_{{}, {}, tenant, "jobs", job_.dialect, {}}
    {}

    directory::Directory& directory() const { return background_.directory; }
    const model::Rows& rows() const { return directory().rows(); }
    model::TenantId tenant() const { return tenant_; }
    const model::Job& job() const { return job_; }
    const std::string& jobs_folder() const { return background_.jobs_folder; }
    JobFolder folder() const { return {background_.jobs_folder, tenant_, job_.id}; }
    std::string file(std::string_view name) const { return folder().file(name); }
    // A write of the job: fails in a node that was replaced.
    Result<void> prove_active();
    // Opens a file of the job behind the bytes that its stored progress counts, with that proof.
    Result<JobFile> open_alone(std::string_view name, std::int64_t bytes);
    // Before so many bytes are added to a file of the job.
    Result<void> take_file_room(std::size_t bytes) const
    {
        return jobs::take_file_room(background_.jobs_folder, tenant_, bytes, directory().quotas());
    }
    const directory::Identity& identity() const { return background_.identity; }

    // Whether the program ends. A run that was answered yes leaves work out, so from then on the
    // engine does not end the job, whatever the run returns: the next start goes on with it.
    bool stops();
    // The same when the program ends meanwhile; then false.
    bool pause(std::chrono::seconds time);
    // The run returns before it is through, because jobs of other tenants wait. It goes on later.
    void yield() { is_left_ = true; }
    bool is_left() const { return is_left_; }

    // Takes the rights of the credential that made the job; unauthenticated when that was revoked.
    Result<void> act_as_maker();
    // Calls act again, a few times and with pauses, while the store is unavailable.
    Result<void> persist(const std::function<Result<void>()>& act);
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
    // note() of a job that goes through rows: how many it has seen, and how many there were at its
    // beginning; more may have come since then.
    Result<void> note_rows(directory::Transaction& transaction, std::int64_t rows,
                           std::int64_t expected, const std::string& progress) const;
    // Within a write that has changed more than the job, before note(): notes its revision.
    Result<void> note_revision(directory::Transaction& transaction, RevisionNotes& notes) const;
    // note() as a write of its own, with persist().
    Result<void> store(const directory::Edit<model::Job>& edit);

    // Who made the job, with the scopes of now; before act_as_maker() the engine.
    const directory::Principal& principal() const { return principal_; }

    // For the engine. Marks the job running; conflict "status" when it is over.
    Result<void> begin();
    // For the engine. Ends the job, unless it is over or gone: its owner may cancel it at any time.
    Result<void> end(model::JobStatus status, const std::string& reason);

private:
    const Background& background_;
    model::TenantId tenant_;
    model::Job job_;
    directory::Principal principal_; // until act_as_maker(): the engine
    std::atomic<bool> is_left_ = false;
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

// Goes on with a restoring whose call was cut off. The call does this work itself otherwise.
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "jobs/restoring/restoration_plan.h"

namespace muster::jobs {

namespace {

class RestorationRun {
public:
    explicit RestorationRun(JobRun& run)
        : run_(run), members_(restoration_plan_of(run.job()), restoration_progress_of(run.job()))
    {}

    // With the rights of the engine: the caller had the right to restore the whole group.
    Result<void> run()
    {
        while (!members_.progress().is_over) {
            if (run_.stops()) return {};
            const WriteTurn turn;
            const auto done = return_some();
            // What is left out now would never come back, so the store may be away for long.
            if (!done && done.error().code == Code::unavailable) {
                if (!run_.pause(std::chrono::seconds{5})) return {};
                continue;
            }
            TRY(done);
            turn.give_way();
        }
        return {};
    }

private:
    Result<void> return_some()
    {
        RestorationProgress progress;
        const auto decide = [&](directory::Transaction& transaction) -> Result<void> {
            progress = TRY(members_.return_some(transaction));
            return run_.note(transaction, [&](model::Job& job) -> Result<void> {
                job.progress = text_of(progress);
                // The next restoring of the group has the ticket.
                if (progress.is_over) job.ticket = "restored:" + std::to_string(job.id.value);
                return {};
            });
        };
        TRY(run_.write(decide));
        members_.committed(progress);
        return {};
    }

    JobRun& run_;
    MemberReturn members_;
};

} // namespace

JobKind restoration_kind()
{
    JobKind kind{directory::restoring_dialect, restoration_name, &restoring_queue,
                 [](JobRun& job) { return RestorationRun(job).run(); }};
    kind.begins_in_call = true;
    return kind;
}

} // namespace muster::jobs

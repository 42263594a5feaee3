// Starts and ends jobs. Knows no kind of job.
#include "jobs/job_run.h"

#include <array>

namespace muster::jobs {

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::seconds between_tries{1};
constexpr std::array waiting_or_running{model::JobStatus::waiting, model::JobStatus::running};
constexpr std::array running{model::JobStatus::running};

} // namespace

Result<void> JobRun::start()
{
    // The mark comes first, in the engine's own name: end() only changes jobs that are running, and
    // must be able to fail this one when its credential is gone.
    principal_.dialect = job_.dialect;
    principal_.name = "jobs";
    TRY(write([&](directory::Transaction& transaction) -> Result<void> {
        TRY(directory::update_job(transaction, job_.id, waiting_or_running, [](model::Job& job) {
            job.status = model::JobStatus::running;
            return Result<void>{};
        }));
        return {};
    }));
    const auto maker = TRY(background_.identity.by_id(job_.dialect, job_.created_by));
    principal_ = directory::principal_of(maker);
    principal_.tenant = tenant_;
    return {};
}

Result<void> JobRun::persist(const std::function<Result<void>()>& act) const
{
    for (int tries = 1;; ++tries) {
        auto done = act();
        if (done || done.error().code != Code::unavailable || tries == most_tries) return done;
        if (!background_.pause(between_tries)) return done;
    }
}

Result<void> JobRun::note(directory::Transaction& transaction,
                          const directory::Edit<model::Job>& edit) const
{
    TRY(directory::update_job(transaction, job_.id, running, edit));
    return {};
}

Result<void> JobRun::store(const directory::Edit<model::Job>& edit) const
{
    return persist([&] {
        return write([&](directory::Transaction& transaction) { return note(transaction, edit); });
    });
}

Result<void> JobRun::end(model::JobStatus status, const std::string& reason) const
{
    auto ended = store([&](model::Job& job) {
        job.status = status;
        job.error = reason;
        return Result<void>{};
    });
    if (!ended && (is_cancelled(ended.error()) || ended.error().code == Code::not_found)) return {};
    return ended;
}

} // namespace muster::jobs

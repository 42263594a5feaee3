// Starts and ends jobs. Knows no work.
#include "dialects/native/jobs/job_run.h"

#include <array>

#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::seconds between_tries{1};
constexpr std::array not_over{model::JobStatus::waiting, model::JobStatus::running};
constexpr std::array running{model::JobStatus::running};

} // namespace

Result<void> JobRun::start()
{
    principal_.dialect = native_name;
    principal_.name = "jobs";
    TRY(write([&](directory::Transaction& transaction) -> Result<void> {
        TRY(directory::update_job(transaction, job_.id, not_over, [](model::Job& job) {
            job.status = model::JobStatus::running;
            return Result<void>{};
        }));
        return {};
    }));
    const auto owner = TRY(work_.services.identity.by_id(native_name, job_.created_by));
    principal_ = directory::principal_of(owner);
    principal_.tenant = tenant_;
    return {};
}

Result<void> JobRun::persist(const std::function<Result<void>()>& act) const
{
    for (int tries = 1;; ++tries) {
        auto done = act();
        if (done || done.error().code != Code::unavailable || tries == most_tries) return done;
        if (!work_.pause(between_tries)) return done;
    }
}

Result<void> JobRun::note(directory::Transaction& transaction,
                          const directory::Edit<model::Job>& edit) const
{
    TRY(directory::update_job(transaction, job_.id, running, edit));
    return {};
}

Result<void> JobRun::keep(const directory::Edit<model::Job>& edit) const
{
    return persist([&] {
        return write([&](directory::Transaction& transaction) { return note(transaction, edit); });
    });
}

Result<void> JobRun::end(model::JobStatus status, const std::string& reason) const
{
    auto ended = keep([&](model::Job& job) {
        job.status = status;
        job.error = reason;
        return Result<void>{};
    });
    if (!ended && (is_cancelled(ended.error()) || ended.error().code == Code::not_found)) return {};
    return ended;
}

} // namespace muster::dialects::native

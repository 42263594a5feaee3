// Starts and ends jobs. Knows no work.
#include "dialects/native/job_run.h"

#include <array>

#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::seconds between_tries{1};
constexpr std::array not_over{core::JobStatus::waiting, core::JobStatus::running};
constexpr std::array running{core::JobStatus::running};

} // namespace

Result<void> JobRun::start()
{
    principal_.dialect = native_name;
    principal_.name = "jobs";
    TRY(write([&](core::Transaction& transaction) -> Result<void> {
        TRY(core::update_job(transaction, job_.id, not_over, [](core::Job& job) {
            job.status = core::JobStatus::running;
            return Result<void>{};
        }));
        return {};
    }));
    const auto owner = TRY(work_.site.identity.by_id(native_name, job_.created_by));
    principal_ = core::principal_of(owner);
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

Result<void> JobRun::note(core::Transaction& transaction, const core::Edit<core::Job>& edit) const
{
    TRY(core::update_job(transaction, job_.id, running, edit));
    return {};
}

Result<void> JobRun::keep(const core::Edit<core::Job>& edit) const
{
    return persist([&] {
        return write([&](core::Transaction& transaction) { return note(transaction, edit); });
    });
}

Result<void> JobRun::end(core::JobStatus status, const std::string& reason) const
{
    auto ended = keep([&](core::Job& job) {
        job.status = status;
        job.error = reason;
        return Result<void>{};
    });
    if (!ended && (is_cancelled(ended.error()) || ended.error().code == Code::not_found)) return {};
    return ended;
}

} // namespace muster::dialects::native

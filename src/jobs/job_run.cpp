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

bool JobRun::stops()
{
    if (background_.stops()) is_left_ = true;
    return is_left_;
}

bool JobRun::pause(std::chrono::seconds time)
{
    const bool goes_on = background_.pause(time);
    if (!goes_on) is_left_ = true;
    return goes_on;
}

Result<void> JobRun::prove_active()
{
    return persist([this] { return begin(); });
}

Result<JobFile> JobRun::open_alone(std::string_view name, std::int64_t bytes)
{
    return JobFile::open_alone(file(name), bytes, [this] { return prove_active(); });
}

Result<void> JobRun::act_as_maker()
{
    const auto maker = TRY(background_.identity.by_id(job_.dialect, job_.created_by));
    principal_ = directory::principal_of(maker);
    principal_.tenant = tenant_;
    return {};
}

Result<void> JobRun::persist(const std::function<Result<void>()>& act)
{
    for (int tries = 1;; ++tries) {
        auto done = act();
        if (done || done.error().code != Code::unavailable || tries == most_tries) return done;
        if (!pause(between_tries)) return done;
    }
}

Result<void> JobRun::note(directory::Transaction& transaction,
                          const directory::Edit<model::Job>& edit) const
{
    TRY(directory::update_job(transaction, job_.id, running, edit));
    return {};
}

Result<void> JobRun::note_rows(directory::Transaction& transaction, std::int64_t rows,
                               std::int64_t expected, const std::string& progress) const
{
    return note(transaction, [&](model::Job& job) {
        job.place = rows;
        job.size = std::max(expected, rows);
        job.progress = progress;
        return Result<void>{};
    });
}

Result<void> JobRun::note_revision(directory::Transaction& transaction, RevisionNotes& notes) const
{
    // A read of a transaction goes to the session that holds the lock of the active node.
    const auto prove = [&]() -> Result<void> {
        TRY(transaction.get(job_.id));
        return {};
    };
    return notes.add(transaction.writer().next_revision(), file(revisions_file), prove);
}

Result<void> JobRun::store(const directory::Edit<model::Job>& edit)
{
    return persist([&] {
        return write([&](directory::Transaction& transaction) { return note(transaction, edit); });
    });
}

Result<void> JobRun::begin()
{
    return write([&](directory::Transaction& transaction) -> Result<void> {
        TRY(directory::update_job(transaction, job_.id, waiting_or_running, [](model::Job& job) {
            job.status = model::JobStatus::running;
            return Result<void>{};
        }));
        return {};
    });
}

Result<void> JobRun::end(model::JobStatus status, const std::string& reason)
{
    auto ended = persist([&] {
        return write([&](directory::Transaction& transaction) -> Result<void> {
            TRY(directory::update_job(transaction, job_.id, waiting_or_running,
                                      [&](model::Job& job) {
                                          job.status = status;
                                          job.error = reason;
                                          return Result<void>{};
                                      }));
            return {};
        });
    });
    if (!ended && (is_cancelled(ended.error()) || ended.error().code == Code::not_found)) return {};
    return ended;
}

} // namespace muster::jobs

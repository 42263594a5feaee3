// Starts, ends and sweeps up jobs. Knows no work but by its name.
#include "dialects/native/job_run.h"

#include <array>
#include <filesystem>

#include "dialects/native/export_plan.h"
#include "dialects/native/import_plan.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

namespace {

constexpr int most_tries = 3;
constexpr std::chrono::seconds between_tries{1};
// New jobs wake us; this only catches those that the store could not be asked for.
constexpr std::chrono::seconds look_again{60};
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

Result<void> JobRun::end(core::JobStatus status, const std::string& reason) const
{
    auto ended = persist([&] {
        return write([&](core::Transaction& transaction) {
            return note(transaction, [&](core::Job& job) {
                job.status = status;
                job.error = reason;
                return Result<void>{};
            });
        });
    });
    if (!ended && (is_cancelled(ended.error()) || ended.error().code == Code::not_found)) return {};
    return ended;
}

namespace {

Result<void> run_job(Work& work, core::TenantId tenant, const core::Job& job)
{
    auto done =
        job.work == import_work ? run_import(work, tenant, job) : run_export(work, tenant, job);
    if (done || work.stops() || is_cancelled(done.error())) return {};
    const auto& error = done.error();
    work.warn("job " + std::to_string(job.id.value) + " of tenant " + std::to_string(tenant.value) +
              " failed: " + std::string(name_of(error.code)) +
              (error.detail.empty() ? "" : ": " + error.detail));
    JobRun run(work, tenant, job);
    return run.end(core::JobStatus::failed, error.message);
}

// Jobs that ended, or never got their file, long ago.
Result<void> drop_old(Work& work, core::TenantId tenant)
{
    auto& directory = work.site.directory;
    core::Query query;
    query.kind = core::Kind::job;
    query.tenant = tenant;
    query.filter = core::all_of({core::equals("dialect", std::string(native_name)),
                                 core::where("updated_at", core::Filter::Op::less,
                                             directory.clock().now() - limits::job_age),
                                 core::negate(core::is_one_of(
                                     "status", {std::string("waiting"), std::string("running")}))});
    const core::Principal system{{}, {}, tenant, "jobs", std::string(native_name), {}};
    for (const auto& job : core::rows_of<core::Job>(TRY(directory.rows().page(query)))) {
        TRY(directory.write(system, tenant, [&](core::Transaction& transaction) {
            return transaction.writer().erase({core::Kind::job, tenant, job.id.value, 0});
        }));
        remove_job_folder(work.site, tenant, job.id);
    }
    return {};
}

Result<void> run_tenant(Work& work, core::TenantId tenant)
{
    TRY(drop_old(work, tenant));
    while (!work.stops()) {
        const auto job = TRY(core::next_job(work.site.directory.rows(), tenant, native_name));
        if (!job) return {};
        TRY(run_job(work, tenant, *job));
    }
    return {};
}

} // namespace

Result<std::chrono::seconds> run_jobs(Work& work)
{
    if (work.site.jobs_folder.empty()) return look_again;
    core::Query query;
    query.kind = core::Kind::tenant;
    query.tenant = core::house;
    query.limit = static_cast<std::int64_t>(limits::page_items);
    Result<void> first_failure;
    do {
        const auto page = TRY(work.site.directory.rows().page(query));
        for (const auto& row : page.rows) {
            auto done = run_tenant(work, std::get<core::Tenant>(row).id);
            if (!done && first_failure) first_failure = std::move(done); // others go on
        }
        query.after = page.next;
    } while (query.after && !work.stops());
    TRY(std::move(first_failure));
    return look_again;
}

} // namespace muster::dialects::native

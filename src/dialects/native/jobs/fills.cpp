// Fills as resources: made and looked at.
#include "dialects/native/jobs/fill_plan.h"
#include "dialects/native/jobs/job_files.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

using model::Job;

namespace {

void write_fill(JsonWriter& out, const Job& job)
{
    write_plan(out, fill_plan_of(job));
    write_progress(out, fill_progress_of(job));
}

constexpr JobResource fills{fill_work, "/v1/fills", write_fill};

} // namespace

Answered create_fill(Call& call)
{
    TRY(check_job_files(call.site));
    return start_job(call, fills, text_of(TRY(read_fill_plan(call))));
}

Answered show_unfilled(Call& call)
{
    const auto job = TRY(named_job(call, fills));
    return send_job_file(call, job_file(call.site, call.tenant.id, job.id, refused_file),
                         fill_progress_of(job).refused_bytes, "text/csv",
                         "fill-" + std::to_string(job.id.value) + "-refused.csv");
}

Answered list_fills(Call& call) { return list_jobs(call, fills); }
Answered get_fill(Call& call) { return get_job(call, fills); }
Answered cancel_fill(Call& call) { return cancel_job(call, fills); }
Answered resume_fill(Call& call) { return resume_job(call, fills); }
Answered remove_fill(Call& call) { return remove_job(call, fills); }

} // namespace muster::dialects::native

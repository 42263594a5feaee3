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

HandlerResult create_fill(RequestContext& call)
{
    TRY(check_job_files(call.services));
    return start_job(call, fills, text_of(TRY(read_fill_plan(call))));
}

HandlerResult show_unfilled(RequestContext& call)
{
    const auto job = TRY(named_job(call, fills));
    return send_job_file(call, job_file(call.services, call.tenant.id, job.id, refused_file),
                         fill_progress_of(job).refused_bytes, "text/csv",
                         "fill-" + std::to_string(job.id.value) + "-refused.csv");
}

HandlerResult list_fills(RequestContext& call) { return list_jobs(call, fills); }
HandlerResult get_fill(RequestContext& call) { return get_job(call, fills); }
HandlerResult cancel_fill(RequestContext& call) { return cancel_job(call, fills); }
HandlerResult resume_fill(RequestContext& call) { return resume_job(call, fills); }
HandlerResult remove_fill(RequestContext& call) { return remove_job(call, fills); }

} // namespace muster::dialects::native

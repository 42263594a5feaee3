// Exports as resources: made, looked at, and downloaded once they are done.
#include "dialects/native/jobs/export_plan.h"
#include "dialects/native/jobs/job_files.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/native.h"
#include "model/schema.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

void write_export(JsonWriter& out, const Job& job)
{
    const auto progress = export_progress_of(job);
    write_plan(out, export_plan_of(job));
    out.name("rows").integer(progress.rows).name("size").integer(progress.bytes);
}

constexpr JobResource exports{export_work, "/v1/exports", write_export};

} // namespace

HandlerResult create_export(RequestContext& call)
{
    TRY(check_job_files(call.services));
    return start_job(call, exports, text_of(TRY(read_export_plan(call))));
}

HandlerResult download_export(RequestContext& call)
{
    const auto job = TRY(named_job(call, exports));
    if (job.status != JobStatus::done) {
        return fail(Code::conflict, "status",
                    "the export is " + std::string(model::name_of(job.status)) + ", not done");
    }
    const bool is_ndjson = export_plan_of(job).is_ndjson;
    return send_job_file(
        call, job_file(call.services, call.tenant.id, job.id, export_file),
        export_progress_of(job).bytes, is_ndjson ? "application/x-ndjson" : "text/csv",
        "customers-" + std::to_string(job.id.value) + (is_ndjson ? ".ndjson" : ".csv"));
}

HandlerResult list_exports(RequestContext& call) { return list_jobs(call, exports); }
HandlerResult get_export(RequestContext& call) { return get_job(call, exports); }
HandlerResult cancel_export(RequestContext& call) { return cancel_job(call, exports); }
HandlerResult remove_export(RequestContext& call) { return remove_job(call, exports); }

} // namespace muster::dialects::native

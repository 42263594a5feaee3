// /v1/undos: undos of imports and fills are created and shown.
#include "dialects/native/body.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/native.h"
#include "dialects/native/parameters.h"
#include "jobs/undo/undo_plan.h"

namespace muster::dialects::native {

using model::Job;

namespace {

using UndoView = JobView<jobs::UndoPlan, jobs::UndoProgress>;

constexpr auto undo_table =
    wire::record({"Undo"}, wire::embed<job_of<UndoView>, job_head_record>(),
                 wire::embed<&UndoView::plan, jobs::undo_plan_record>(),
                 wire::embed<&UndoView::progress, jobs::undo_progress_record>(),
                 wire::embed<job_of<UndoView>, job_tail_record>());

void write_undo(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const UndoView view{job, jobs::undo_plan_of(job), jobs::undo_progress_of(job)};
    wire::write_object(out, undo_table, view, selection);
}

constexpr JobResource undos{jobs::undo_name, "/v1/undos", undo_record, write_undo};

Result<jobs::UndoPlan> read_undo_plan(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto job = TRY(take_integer(body, "job_id"));
    if (!job) return bad_member("/job_id", "is required", Code::missing_field);
    TRY(refuse_others(body));
    const jobs::UndoPlan plan{{*job}, TRY(flag_parameter(call, "dry_run"))};
    auto undone = jobs::read_undone(call.rows(), call.tenant.id, native_name, plan);
    if (undone) return plan;
    Error error = std::move(undone).error();
    if (error.subject == "job") error.where = "/job_id";
    return fail(std::move(error));
}

} // namespace

const wire::AnyRecord& undo_record() { return undo_table; }

HandlerResult create_undo(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    return start_job(call, undos, text_of(TRY(read_undo_plan(call))));
}

HandlerResult show_not_undone(RequestContext& call)
{
    const auto job = TRY(named_job(call, undos));
    return send_job_file(call, folder_of(call, job.id).file(jobs::refused_file),
                         jobs::undo_progress_of(job).refused_bytes, "text/csv",
                         "undo-" + std::to_string(job.id.value) + "-refused.csv");
}

HandlerResult list_undos(RequestContext& call) { return list_jobs(call, undos); }
HandlerResult get_undo(RequestContext& call) { return get_job(call, undos); }
HandlerResult cancel_undo(RequestContext& call) { return cancel_job(call, undos); }
HandlerResult resume_undo(RequestContext& call) { return resume_job(call, undos); }
HandlerResult remove_undo(RequestContext& call) { return remove_job(call, undos); }

} // namespace muster::dialects::native

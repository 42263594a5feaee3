// /v1/fills: fills are created and shown.
#include "dialects/native/body.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/parameters.h"
#include "jobs/fill_plan.h"
#include "rule/print.h"

namespace muster::dialects::native {

using model::Job;

namespace {

void write_fill(JsonWriter& out, const Job& job)
{
    write_plan(out, jobs::fill_plan_of(job));
    write_progress(out, jobs::fill_progress_of(job));
}

constexpr JobResource fills{jobs::fill_name, "/v1/fills", write_fill};

Result<jobs::FillMode> take_mode(Json& body)
{
    const auto text = TRY(take_text(body, "members")).value_or("add");
    if (const auto mode = jobs::parse_fill_mode(text)) return *mode;
    return bad_member("/members", "must be add, remove or replace");
}

Result<jobs::FillPlan> read_fill_plan(const RequestContext& call)
{
    TRY(finder_of(call));
    auto body = TRY(read_body(call));
    jobs::FillPlan plan;
    plan.mode = TRY(take_mode(body));
    const auto group = TRY(take_integer(body, "group_id"));
    if (!group) return bad_member("/group_id", "is required", Code::missing_field);
    plan.group = {*group};
    if (auto checked = jobs::check_plan(call.rows(), call.tenant.id, plan); !checked) {
        Error error = std::move(checked).error();
        if (error.subject == "group") error.where = "/group_id";
        return fail(std::move(error));
    }
    const auto where = take(body, "where");
    if (!where) return bad_member("/where", "is required", Code::missing_field);
    TRY(refuse_others(body));
    plan.where = rule::print(*TRY(rule_of_json(call, *where, "/where")));
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    return plan;
}

} // namespace

HandlerResult create_fill(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    return start_job(call, fills, text_of(TRY(read_fill_plan(call))));
}

HandlerResult show_unfilled(RequestContext& call)
{
    const auto job = TRY(named_job(call, fills));
    return send_job_file(call, folder_of(call, job.id).file(jobs::refused_file),
                         jobs::fill_progress_of(job).refused_bytes, "text/csv",
                         "fill-" + std::to_string(job.id.value) + "-refused.csv");
}

HandlerResult list_fills(RequestContext& call) { return list_jobs(call, fills); }
HandlerResult get_fill(RequestContext& call) { return get_job(call, fills); }
HandlerResult cancel_fill(RequestContext& call) { return cancel_job(call, fills); }
HandlerResult resume_fill(RequestContext& call) { return resume_job(call, fills); }
HandlerResult remove_fill(RequestContext& call) { return remove_job(call, fills); }

} // namespace muster::dialects::native

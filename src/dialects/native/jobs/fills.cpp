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

using FillView = JobView<jobs::FillPlan, jobs::FillProgress>;

constexpr auto fill_table =
    wire::record({"Fill"}, wire::embed<job_of<FillView>, job_head_record>(),
                 wire::embed<&FillView::plan, jobs::fill_plan_record>(),
                 wire::embed<&FillView::progress, jobs::fill_progress_record>(),
                 wire::embed<job_of<FillView>, job_tail_record>());

void write_fill(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const FillView view{job, jobs::fill_plan_of(job), jobs::fill_progress_of(job)};
    wire::write_object(out, fill_table, view, selection);
}

constexpr JobResource fills{jobs::fill_name, "/v1/fills", fill_record, write_fill};

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

const wire::AnyRecord& fill_record() { return fill_table; }

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

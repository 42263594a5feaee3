// /v1/removals: removals of many customers are created and shown.
#include "dialects/native/body.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/parameters.h"
#include "jobs/removal_plan.h"
#include "rule/print.h"

namespace muster::dialects::native {

using model::Job;

namespace {

using RemovalView = JobView<jobs::RemovalPlan, jobs::RemovalProgress>;

constexpr auto removal_table =
    wire::record({"Removal"}, wire::embed<job_of<RemovalView>, job_head_record>(),
                 wire::embed<&RemovalView::plan, jobs::removal_plan_record>(),
                 wire::embed<&RemovalView::progress, jobs::removal_progress_record>(),
                 wire::embed<job_of<RemovalView>, job_tail_record>());

void write_removal(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const RemovalView view{job, jobs::removal_plan_of(job), jobs::removal_progress_of(job)};
    wire::write_object(out, removal_table, view, selection);
}

constexpr JobResource removals{jobs::removal_name, "/v1/removals", removal_record, write_removal};

Result<jobs::RemovalPlan> read_removal_plan(const RequestContext& call)
{
    TRY(finder_of(call));
    auto body = TRY(read_body(call));
    jobs::RemovalPlan plan;
    const auto where = take(body, "where");
    plan.group = {TRY(take_integer(body, "group_id")).value_or(0)};
    TRY(refuse_others(body));
    if (where) plan.where = rule::print(*TRY(rule_of_json(call, *where, "/where")));
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    if (auto checked = jobs::check_plan(call.rows(), call.tenant.id, plan); !checked) {
        Error error = std::move(checked).error();
        error.where = error.subject == "group" ? "/group_id" : "/where";
        return fail(std::move(error));
    }
    return plan;
}

} // namespace

const wire::AnyRecord& removal_record() { return removal_table; }

HandlerResult create_removal(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    return start_job(call, removals, text_of(TRY(read_removal_plan(call))));
}

HandlerResult list_removals(RequestContext& call) { return list_jobs(call, removals); }
HandlerResult get_removal(RequestContext& call) { return get_job(call, removals); }
HandlerResult cancel_removal(RequestContext& call) { return cancel_job(call, removals); }
HandlerResult resume_removal(RequestContext& call) { return resume_job(call, removals); }
HandlerResult remove_removal(RequestContext& call) { return remove_job(call, removals); }

} // namespace muster::dialects::native

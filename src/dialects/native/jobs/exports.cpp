// /v1/exports: exports are created, shown, and downloaded when they are done.
#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/parameters.h"
#include "jobs/export_plan.h"
#include "model/schema.h"
#include "rule/print.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

using ExportView = JobView<jobs::ExportPlan, jobs::ExportProgress>;

std::int64_t rows_of(const ExportView& view) { return view.progress.rows; }
std::int64_t bytes_of(const ExportView& view) { return view.progress.bytes; }

constexpr auto export_table =
    wire::record({"Export"}, wire::embed<job_of<ExportView>, job_head_record>(),
                 wire::embed<&ExportView::plan, jobs::export_plan_record>(),
                 wire::row<rows_of>("rows", wire::integer_codec).about("Customers in the file."),
                 wire::row<bytes_of>("size", wire::integer_codec).about("Of the file, in bytes."),
                 wire::embed<job_of<ExportView>, job_tail_record>());

void write_export(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const ExportView view{job, jobs::export_plan_of(job), jobs::export_progress_of(job)};
    wire::write_object(out, export_table, view, selection);
}

constexpr JobResource exports{jobs::export_name, "/v1/exports", export_record, write_export};

// The rule in its stored form, with groups by id: renaming a group does not change it.
Result<std::string> read_where(const RequestContext& call)
{
    const auto text = call.request.parameter("where");
    if (!text) return std::string{};
    TRY(finder_of(call));
    return rule::print(*TRY(rule_of_text(call, *text, "?where")));
}

Result<jobs::ExportPlan> read_export_plan(const RequestContext& call)
{
    jobs::ExportPlan plan;
    const auto format = call.request.parameter("format").value_or("csv");
    if (format != "csv" && format != "ndjson") {
        return bad_parameter("format", "must be csv or ndjson");
    }
    plan.is_ndjson = format == "ndjson";
    plan.group = TRY(group_parameter(call));
    plan.where = TRY(read_where(call));
    if (const auto columns = call.request.parameter("columns")) {
        for (const auto name : split(*columns, ',')) {
            TRY(check_number("columns", name));
            plan.columns.emplace_back(name);
        }
    }
    plan.for_spreadsheets = TRY(flag_parameter(call, "spreadsheet"));
    return at_parameters(jobs::check_plan(call.rows(), call.tenant.id, std::move(plan)));
}

// The scope `read` starts exports; it does not stop or remove those of other keys.
Result<void> check_owner(const RequestContext& call)
{
    const auto job = TRY(named_job(call, exports));
    const bool is_own = job.created_by == call.principal.credential;
    if (is_own || call.principal.has_scope("manage")) return {};
    return fail(Code::forbidden, "scope",
                "needs the scope manage: the export was made by another key");
}

} // namespace

const wire::AnyRecord& export_record() { return export_table; }

HandlerResult create_export(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    return start_job(call, exports, text_of(TRY(read_export_plan(call))));
}

HandlerResult download_export(RequestContext& call)
{
    const auto job = TRY(named_job(call, exports));
    if (job.status != JobStatus::done) {
        return fail(Code::conflict, "status",
                    "the export is " + std::string(model::name_of(job.status)) + ", not done");
    }
    const bool is_ndjson = jobs::export_plan_of(job).is_ndjson;
    return send_job_file(
        call, folder_of(call, job.id).file(jobs::content_file), jobs::export_progress_of(job).bytes,
        is_ndjson ? "application/x-ndjson" : "text/csv",
        "customers-" + std::to_string(job.id.value) + (is_ndjson ? ".ndjson" : ".csv"));
}

HandlerResult list_exports(RequestContext& call) { return list_jobs(call, exports); }
HandlerResult get_export(RequestContext& call) { return get_job(call, exports); }
HandlerResult cancel_export(RequestContext& call)
{
    TRY(check_owner(call));
    return cancel_job(call, exports);
}
HandlerResult remove_export(RequestContext& call)
{
    TRY(check_owner(call));
    return remove_job(call, exports);
}

} // namespace muster::dialects::native

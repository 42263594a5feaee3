// /v1/imports: imports are created, get their file in one call or in parts, and are shown.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/native.h"
#include "dialects/native/parameters.h"
#include "jobs/import_plan.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

using ImportView = JobView<jobs::ImportPlan, jobs::ImportProgress>;

std::int64_t size_of(const ImportView& view) { return view.job.size; }

constexpr auto import_table = wire::record(
    {"Import"}, wire::embed<job_of<ImportView>, job_head_record>(),
    wire::embed<&ImportView::plan, jobs::import_plan_record>(),
    wire::row<size_of>("size", wire::integer_codec).about("The bytes of the file that are here."),
    wire::embed<&ImportView::progress, jobs::import_progress_record>(),
    wire::embed<job_of<ImportView>, job_tail_record>());

void write_import(JsonWriter& out, const Job& job, const wire::Selection& selection)
{
    const ImportView view{job, jobs::import_plan_of(job), jobs::import_progress_of(job)};
    wire::write_object(out, import_table, view, selection);
}

constexpr JobResource imports{jobs::import_name, "/v1/imports", import_record, write_import};
constexpr std::array uploading{JobStatus::uploading};

// The position of the parameter's word in `words`; 0 when it is absent.
template <std::size_t size>
Result<std::size_t> word_parameter(const RequestContext& call, std::string_view name,
                                   const std::array<std::string_view, size>& words)
{
    const auto text = call.request.parameter(name);
    if (!text) return std::size_t{0};
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : " or ") + std::string(word);
    return bad_parameter(name, "must be " + list);
}

Result<jobs::ImportPlan> read_import_plan(const RequestContext& call)
{
    using jobs::ImportFormat;
    jobs::ImportPlan plan;
    plan.format =
        static_cast<ImportFormat>(TRY(word_parameter(call, "format", jobs::import_formats)));
    if (!call.request.parameter("format") &&
        call.request.header("Content-Type").starts_with("application/x-ndjson")) {
        plan.format = ImportFormat::ndjson;
    }
    plan.mode =
        static_cast<directory::RowMode>(TRY(word_parameter(call, "mode", jobs::import_modes)));
    plan.declares = TRY(flag_parameter(call, "declare"));
    if (plan.declares && !call.principal.has_scope("manage")) {
        return fail(Code::forbidden, "scope", "needs the scope manage, because it declares fields");
    }
    plan.is_rehearsal = TRY(flag_parameter(call, "dry_run"));
    plan.key = call.request.parameter("key").value_or("external_id");
    plan.group = TRY(group_parameter(call));
    plan.removes = TRY(word_parameter(call, "members", jobs::import_member_acts)) == 1;
    return at_parameters(jobs::check_plan(call.rows(), call.tenant.id, std::move(plan)));
}

Result<std::int64_t> offset_parameter(const RequestContext& call)
{
    const auto text = call.request.parameter("offset");
    if (!text) return bad_parameter("offset", "is required", Code::missing_field);
    const auto offset = parse_integer(*text);
    if (!offset || *offset < 0) return bad_parameter("offset", "must be a whole number from 0");
    return *offset;
}

muster::Failure wrong_offset(const Job& job)
{
    return bad_parameter("offset", "must be " + std::to_string(job.size) + ": go on there",
                         Code::conflict);
}

// Appends a part to the file. The bytes are durable before the job's size counts them, so a client
// whose upload broke off asks for the size and continues there.
Result<Job> store_part(const RequestContext& call, model::JobId id, std::int64_t offset,
                       bool is_last)
{
    const auto folder = folder_of(call, id);
    TRY(folder.create());
    const auto file =
        TRY(jobs::JobFile::open(folder.file(jobs::content_file), jobs::JobFile::OpenMode::write));
    TRY(file.lock());
    const auto job = TRY(model::get(call.rows(), call.tenant.id, id));
    if (job.status != JobStatus::uploading) {
        return fail(Code::conflict, "status", "the file is complete already");
    }
    if (offset != job.size) return wrong_offset(job);
    const auto& part = call.request.body;
    const auto size = offset + static_cast<std::int64_t>(part.size());
    if (size > limits::job_file_bytes) {
        return fail(Code::too_large, "content",
                    "at most " + std::to_string(limits::job_file_bytes) + " bytes");
    }
    TRY(jobs::take_file_room(call.services.jobs_folder, call.tenant.id, part.size(),
                             call.directory().quotas()));
    TRY(file.write(offset, part));
    TRY(file.sync());
    return call.write([&](directory::Transaction& transaction) {
        return directory::update_job(transaction, id, uploading, [&](Job& changed) {
            changed.size = size;
            if (is_last) changed.status = JobStatus::waiting;
            return Result<void>{};
        });
    });
}

} // namespace

const wire::AnyRecord& import_record() { return import_table; }

HandlerResult create_import(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    Job draft;
    draft.dialect = native_name;
    draft.work = jobs::import_name;
    draft.status = JobStatus::uploading;
    draft.options = text_of(TRY(read_import_plan(call)));
    const bool is_last = TRY(flag_parameter(call, "complete"));
    const bool has_file = !call.request.body.empty();
    std::optional<Job> job;
    auto response =
        TRY(write(call, [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            job = TRY(directory::create_job(transaction, draft));
            return WriteAnswer(reply_job(imports, *job, 201));
        }));
    if (!job || (!has_file && !is_last))
        return response; // an answer stored before, or the file comes in parts
    const bool is_whole = is_last || !call.request.parameter("complete").has_value();
    job = TRY(store_part(call, job->id, 0, is_whole));
    wake_workers(call);
    return reply_job(imports, *job, 201);
}

HandlerResult upload_import(RequestContext& call)
{
    TRY(jobs::check_jobs_folder(call.services.jobs_folder));
    const auto job = TRY(named_job(call, imports));
    const auto offset = TRY(offset_parameter(call));
    const bool is_last = TRY(flag_parameter(call, "complete"));
    const auto stored = TRY(store_part(call, job.id, offset, is_last));
    if (is_last) wake_workers(call);
    return reply_job(imports, stored);
}

HandlerResult show_refused(RequestContext& call)
{
    const auto job = TRY(named_job(call, imports));
    return send_job_file(call, folder_of(call, job.id).file(jobs::refused_file),
                         jobs::import_progress_of(job).refused_bytes, "text/csv",
                         "import-" + std::to_string(job.id.value) + "-refused.csv");
}

HandlerResult list_imports(RequestContext& call) { return list_jobs(call, imports); }
HandlerResult get_import(RequestContext& call) { return get_job(call, imports); }
HandlerResult cancel_import(RequestContext& call)
{
    auto response = TRY(cancel_job(call, imports));
    folder_of(call, {TRY(path_id(call, "job"))}).remove(jobs::content_file);
    return response;
}
HandlerResult resume_import(RequestContext& call) { return resume_job(call, imports); }
HandlerResult remove_import(RequestContext& call) { return remove_job(call, imports); }

} // namespace muster::dialects::native

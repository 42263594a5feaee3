// Imports as resources: made, given their file in one call or in parts, and looked at.
#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/jobs/import_plan.h"
#include "dialects/native/jobs/job_files.h"
#include "dialects/native/jobs/jobs.h"
#include "dialects/native/native.h"
#include "dialects/native/parameters.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

void write_import(JsonWriter& out, const Job& job)
{
    write_plan(out, plan_of(job));
    out.name("size").integer(job.size);
    write_progress(out, progress_of(job));
}

constexpr JobResource imports{import_work, "/v1/imports", write_import};
constexpr std::array uploading{JobStatus::uploading};

Result<std::int64_t> offset_parameter(const RequestContext& call)
{
    const auto text = call.request.parameter("offset");
    if (!text) return bad_parameter("offset", "is required", Code::missing_field);
    const auto offset = parse_integer(*text);
    if (!offset || *offset < 0) return bad_parameter("offset", "must be a whole number from 0");
    return *offset;
}

muster::Failure elsewhere(const Job& job)
{
    return bad_parameter("offset", "must be " + std::to_string(job.size) + ": go on there",
                         Code::conflict);
}

// Durable before it counts: whoever broke off asks for the size and goes on there.
Result<Job> store_part(const RequestContext& call, model::JobId id, std::int64_t offset,
                       bool is_last)
{
    const auto path = job_file(call.services, call.tenant.id, id, content_file);
    TRY(make_job_folder(call.services, call.tenant.id, id));
    const auto file = TRY(JobFile::open(path, JobFile::Access::write));
    TRY(file.lock());
    const auto job = TRY(model::get(call.rows(), call.tenant.id, id));
    if (job.status != JobStatus::uploading) {
        return fail(Code::conflict, "status", "the file is complete already");
    }
    if (offset != job.size) return elsewhere(job);
    const auto& part = call.request.body;
    const auto size = offset + static_cast<std::int64_t>(part.size());
    if (size > limits::job_file_bytes) {
        return fail(Code::too_large, "content",
                    "at most " + std::to_string(limits::job_file_bytes) + " bytes");
    }
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

HandlerResult create_import(RequestContext& call)
{
    TRY(check_job_files(call.services));
    Job draft;
    draft.dialect = native_name;
    draft.work = import_work;
    draft.status = JobStatus::uploading;
    draft.options = text_of(TRY(read_plan(call)));
    const bool is_last = TRY(flag_parameter(call, "complete"));
    const bool has_file = !call.request.body.empty();
    std::optional<Job> job;
    auto response = TRY(write(call, [&](directory::Transaction& transaction) -> Result<Answer> {
        job = TRY(directory::create_job(transaction, draft));
        return Answer(reply_job(imports, *job, 201));
    }));
    if (!job || (!has_file && !is_last)) return response; // repeated, or the file comes in parts
    const bool is_whole = is_last || !call.request.parameter("complete").has_value();
    job = TRY(store_part(call, job->id, 0, is_whole));
    wake_workers(call);
    return reply_job(imports, *job, 201);
}

HandlerResult upload_import(RequestContext& call)
{
    TRY(check_job_files(call.services));
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
    return send_job_file(call, job_file(call.services, call.tenant.id, job.id, refused_file),
                         progress_of(job).refused_bytes, "text/csv",
                         "import-" + std::to_string(job.id.value) + "-refused.csv");
}

HandlerResult list_imports(RequestContext& call) { return list_jobs(call, imports); }
HandlerResult get_import(RequestContext& call) { return get_job(call, imports); }
HandlerResult cancel_import(RequestContext& call)
{
    auto response = TRY(cancel_job(call, imports));
    remove_job_file(call.services, call.tenant.id, {TRY(path_id(call, "job"))}, content_file);
    return response;
}
HandlerResult resume_import(RequestContext& call) { return resume_job(call, imports); }
HandlerResult remove_import(RequestContext& call) { return remove_job(call, imports); }

} // namespace muster::dialects::native

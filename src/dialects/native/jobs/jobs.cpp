// What all jobs have in common as resources. Knows no kind of job.
#include "dialects/native/jobs/jobs.h"

#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/listing.h"
#include "dialects/native/native.h"

namespace muster::dialects::native {

using model::Job;
using model::JobStatus;

namespace {

constexpr std::array not_over{JobStatus::uploading, JobStatus::waiting, JobStatus::running};
constexpr std::array failed{JobStatus::failed};

double share_of(const Job& job)
{
    if (job.status == JobStatus::done) return 1;
    if (job.size <= 0 || job.status == JobStatus::uploading) return 0;
    const std::int64_t thousandths = job.place * 1000 / job.size;
    return static_cast<double>(thousandths) / 1000;
}

Result<model::Value> filter_job_status(std::string_view text)
{
    if (model::parse_job_status(text)) return model::Value{std::string(text)};
    return fail(Code::invalid_value, "",
                "must be uploading, waiting, running, done, failed or cancelled");
}

constexpr std::array<FilterRow, 1> job_filters{{
    {"status", "status", model::Filter::Op::equal, filter_job_status},
}};

std::string_view sortable_member(std::string_view name)
{
    return name == "id" || name == "created_at" ? name : std::string_view{};
}

HandlerResult change_job(RequestContext& call, const JobResource& resource,
                         std::span<const JobStatus> from, const directory::Edit<Job>& edit)
{
    const auto known = TRY(named_job(call, resource));
    return write(call, [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
        return WriteAnswer(
            reply_job(resource, TRY(directory::update_job(transaction, known.id, from, edit))));
    });
}

} // namespace

std::string job_json(const JobResource& resource, const Job& job)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("id").integer(job.id.value);
    out.name("status").text(model::name_of(job.status));
    resource.write(out, job);
    out.name("progress").number(share_of(job));
    out.name("error");
    job.error.empty() ? out.null() : out.text(job.error);
    out.name("created_at").text(format_rfc3339(job.created_at));
    out.name("updated_at").text(format_rfc3339(job.updated_at)).end_object();
    return body;
}

http::Response reply_job(const JobResource& resource, const Job& job, int status)
{
    auto response = json_response(job_json(resource, job), status);
    if (status == 201) {
        response.headers.push_back(
            {"Location", std::string(resource.path) + '/' + std::to_string(job.id.value)});
    }
    return response;
}

Result<Job> named_job(const RequestContext& call, const JobResource& resource)
{
    const auto id = TRY(path_id(call, "job"));
    return directory::find_job(call.rows(), call.tenant.id, native_name, resource.work, {id});
}

HandlerResult start_job(RequestContext& call, const JobResource& resource, std::string options)
{
    Job draft;
    draft.dialect = native_name;
    draft.work = resource.work;
    draft.options = std::move(options);
    auto response =
        TRY(write(call, [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            const auto job = TRY(directory::create_job(transaction, draft));
            TRY(folder_of(call, job.id).create());
            return WriteAnswer(reply_job(resource, job, 201));
        }));
    wake_workers(call);
    return response;
}

HandlerResult list_jobs(RequestContext& call, const JobResource& resource)
{
    ListSpec offer;
    offer.query.kind = model::Kind::job;
    offer.query.tenant = call.tenant.id;
    offer.query.filter = model::all_of({model::equals("dialect", std::string(native_name)),
                                        model::equals("work", std::string(resource.work))});
    offer.filters = job_filters;
    offer.sortable = sortable_member;
    const auto asked = TRY(read_list_request(call, std::move(offer)));
    const auto page = TRY(call.rows().page(asked.query));
    std::string items;
    for (const auto& row : page.rows) {
        if (!items.empty()) items += ',';
        items += job_json(resource, std::get<Job>(row));
    }
    return reply_list(asked.query, page, items);
}

HandlerResult get_job(RequestContext& call, const JobResource& resource)
{
    return reply_job(resource, TRY(named_job(call, resource)));
}

HandlerResult cancel_job(RequestContext& call, const JobResource& resource)
{
    return change_job(call, resource, not_over, [](Job& job) {
        job.status = JobStatus::cancelled;
        return Result<void>{};
    });
}

HandlerResult resume_job(RequestContext& call, const JobResource& resource)
{
    auto response = TRY(change_job(call, resource, failed, [](Job& job) {
        job.status = JobStatus::waiting;
        job.error.clear();
        return Result<void>{};
    }));
    wake_workers(call);
    return response;
}

HandlerResult remove_job(RequestContext& call, const JobResource& resource)
{
    const auto job = TRY(named_job(call, resource));
    auto response =
        TRY(write(call, [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            TRY(directory::remove_job(transaction, job.id));
            return WriteAnswer(reply_nothing());
        }));
    folder_of(call, job.id).remove();
    return response;
}

Result<model::GroupId> group_parameter(const RequestContext& call)
{
    const auto text = call.request.parameter("group");
    if (!text) return model::GroupId{};
    const auto id = parse_integer(*text).value_or(0);
    if (id > 0) return model::GroupId{id};
    return bad_parameter("group", "must be the id of a group", Code::not_found);
}

void wake_workers(const RequestContext& call)
{
    if (call.services.wake_workers) call.services.wake_workers();
}

} // namespace muster::dialects::native

// What all jobs have in common as resources. Knows no kind of job.
#include "dialects/native/jobs/jobs.h"

#include <array>

#include "base/text.h"
#include "dialects/native/errors.h"
#include "dialects/native/filters.h"
#include "dialects/native/jobs/send_file.h"
#include "dialects/native/native.h"
#include "dialects/native/vendor_numbers.h"
#include "jobs/customer_rows.h"

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

std::string_view status_of(const Job& job) { return model::name_of(job.status); }

constexpr auto job_head =
    wire::partial_record({}, wire::row<&Job::id>("id", wire::integer_codec).about("Its number."),
                         wire::row<status_of>("status", wire::name_codec<job_status_names>));
constexpr auto job_tail = wire::partial_record(
    {}, wire::row<share_of>("progress", wire::number_codec).about("From 0 to 1.", "0.25"),
    wire::row<&Job::error>("error", wire::text_codec)
        .with(wire::Absent::null)
        .about("Why it failed."),
    wire::row<&Job::created_at>("created_at", wire::instant_codec).about("When it was created."),
    wire::row<&Job::updated_at>("updated_at", wire::instant_codec)
        .about("When it was changed last."));

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

const wire::Record<Job>& job_head_record() { return job_head; }
const wire::Record<Job>& job_tail_record() { return job_tail; }

Result<void> check_number(std::string_view parameter, std::string_view member)
{
    const auto api = jobs::number_api(member);
    if (api.empty() || is_customer_number(api)) return {};
    return bad_parameter(parameter, "customers have no " + std::string(member));
}

http::Response reply_job(const JobResource& resource, const Job& job, int status)
{
    std::string body;
    JsonWriter out(body);
    resource.write(out, job, wire::everything);
    auto response = json_response(std::move(body), status);
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
    offer.members = member_names(resource.record());
    offer.sortable = sortable_member;
    const auto asked = TRY(read_list_request(call, std::move(offer)));
    const auto page = TRY(call.rows().page(asked.query));
    std::string items;
    JsonWriter out(items);
    for (const auto& row : page.rows) resource.write(out, std::get<Job>(row), asked.selection);
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
            // Before the commit: a kill in between must not leave files without a row.
            folder_of(call, job.id).remove();
            return WriteAnswer(reply_nothing());
        }));
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

// What imports, exports, fills, removals and undos have in common as resources: each is a job that
// clients can show, list, cancel, resume and remove.
#pragma once

#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "directory/jobs.h"
#include "wire/record.h"

namespace muster::dialects::native {

// A job with its plan and its progress, which it stores as JSON.
template <class Plan, class Progress>
struct JobView {
    const model::Job& job;
    Plan plan;
    Progress progress;
};

template <class View>
const model::Job& job_of(const View& view)
{
    return view.job;
}

// The members of every job: those in front of its plan, and those behind its progress.
const wire::Record<model::Job>& job_head_record();
const wire::Record<model::Job>& job_tail_record();

// One kind of job as a resource.
struct JobResource {
    std::string_view work;
    std::string_view path; // "/v1/imports"
    const wire::AnyRecord& (*record)();
    void (*write)(JsonWriter& out, const model::Job& job, const wire::Selection& selection);
};

// The answers of the kinds, for the API document.
const wire::AnyRecord& import_record();
const wire::AnyRecord& export_record();
const wire::AnyRecord& fill_record();
const wire::AnyRecord& removal_record();
const wire::AnyRecord& undo_record();

// invalid_value when the member of a file, which the parameter names, is called as a vendor number
// of an API whose clients do not number customers.
Result<void> check_number(std::string_view parameter, std::string_view member);

http::Response reply_job(const JobResource& resource, const model::Job& job, int status = 200);

// Creates a job, with its folder, that is ready to run.
HandlerResult start_job(RequestContext& call, const JobResource& resource, std::string options);

// The job in the path; not_found.
Result<model::Job> named_job(const RequestContext& call, const JobResource& resource);

HandlerResult list_jobs(RequestContext& call, const JobResource& resource);
HandlerResult get_job(RequestContext& call, const JobResource& resource);
HandlerResult cancel_job(RequestContext& call,
                         const JobResource& resource); // what it did so far stays
HandlerResult resume_job(RequestContext& call, const JobResource& resource); // only a failed job
HandlerResult remove_job(RequestContext& call,
                         const JobResource& resource); // only a job that is over; removes its files

// ?group=: an id, not yet looked up; 0 when it is absent. not_found for anything else.
Result<model::GroupId> group_parameter(const RequestContext& call);

// The subject of the engine's errors is a member of the plan, which was a query parameter here.
template <class T>
Result<T> at_parameters(Result<T> result)
{
    if (result || result.error().subject.empty()) return result;
    Error error = std::move(result).error();
    error.where = '?' + error.subject;
    return fail(std::move(error));
}

void wake_workers(const RequestContext& call);

} // namespace muster::dialects::native

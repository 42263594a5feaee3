// What imports and exports have in common as resources: one job each, shown, listed, cancelled,
// resumed and removed the same way.
#pragma once

#include "dialects/native/handlers.h"
#include "dialects/native/write.h"
#include "directory/jobs.h"

namespace muster::dialects::native {

// Shows what is particular to the work; the caller has begun the object.
using WriteJob = void (*)(JsonWriter& out, const model::Job& job);

// One kind of job as a resource.
struct JobResource {
    std::string_view work;
    std::string_view path; // "/v1/imports"
    WriteJob write;
};

std::string job_json(const JobResource& resource, const model::Job& job);
http::Response reply_job(const JobResource& resource, const model::Job& job, int status = 200);

// Makes one that can run at once, with its folder.
HandlerResult start_job(RequestContext& call, const JobResource& resource, std::string options);

// The job that the path names; not_found.
Result<model::Job> named_job(const RequestContext& call, const JobResource& resource);

HandlerResult list_jobs(RequestContext& call, const JobResource& resource);
HandlerResult get_job(RequestContext& call, const JobResource& resource);
HandlerResult cancel_job(RequestContext& call,
                         const JobResource& resource); // what is done stays done
HandlerResult resume_job(RequestContext& call, const JobResource& resource); // one that failed
HandlerResult remove_job(RequestContext& call,
                         const JobResource& resource); // one that is over, with its files

// ?group=: an id, not yet looked up; 0 when it is absent. not_found for anything else.
Result<model::GroupId> group_parameter(const RequestContext& call);

// The engine's errors name members of a plan; here these came as query parameters of that name.
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

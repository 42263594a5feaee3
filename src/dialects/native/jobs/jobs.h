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

void wake_workers(const RequestContext& call);

} // namespace muster::dialects::native

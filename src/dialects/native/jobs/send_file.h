// Answers a request with a file of a job.
#pragma once

#include "dialects/dialect.h"
#include "jobs/job_files.h"

namespace muster::dialects::native {

// The folder of a job of the tenant in which the call acts.
jobs::JobFolder folder_of(const RequestContext& call, model::JobId job);

// The first `size` bytes of the file, or the part that the Range header names (206, 416). Clients
// save it under `saved_as`.
Result<http::Response> send_job_file(const RequestContext& call, const std::string& path,
                                     std::int64_t size, std::string content_type,
                                     const std::string& saved_as);

} // namespace muster::dialects::native

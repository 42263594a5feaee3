// Waits for a job of the server.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/native_api.h"

namespace muster::cli {

// Called with the job each time it was found running. An error ends the wait.
using OnRunningJob = std::function<Result<void>(const Json& job)>;

// Asks for the job at that path until it is done, and returns it. conflict when the job failed or
// was cancelled. `work` is the kind of job, for the error.
Result<Json> wait_for_job(NativeApi& api, const std::string& job, std::string_view work,
                          const OnRunningJob& on_running = {});

} // namespace muster::cli

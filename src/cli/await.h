// Waits for a job of the server.
#pragma once

#include <string>
#include <string_view>

#include "cli/api.h"

namespace muster::cli {

// The job at that address once it is done; conflict when it failed or was cancelled. `work` is its
// name for people.
Result<Json> await_job(Api& api, const std::string& job, std::string_view work);

} // namespace muster::cli

// `muster serve`: builds every part once, hands it down, and runs until a signal.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "directory/directory.h"
#include "http/server/server.h"
#include "server/options.h"

namespace muster::server {

// A server that answers requests, as its own program may use it.
struct RunningServer {
    http::Service& service;
    directory::Directory& directory;
    std::string administrator_key;
    std::string url;  // of the main port
    std::string data; // the data directory
};

// Returns after SIGTERM or SIGINT has drained the server. SIGHUP reads the certificate again.
// `on_ready` runs once, on the calling thread, when the server listens; its error ends the server.
Result<void> serve(ServeOptions options,
                   const std::function<Result<void>(const RunningServer&)>& on_ready);

} // namespace muster::server

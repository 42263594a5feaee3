// `muster serve`: builds every part once, passes it to those that use it, and runs until a signal.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "directory/directory.h"
#include "http/server/server.h"
#include "server/settings/options.h"

namespace muster::server {

// A server that is ready. The demonstration fills it through `service`, without sockets.
struct RunningServer {
    http::Service& service;
    directory::Directory& directory;
    std::string administrator_key;
    std::string url;  // of the main port
    std::string data; // the data directory
};

// Returns when the server has drained after SIGTERM or SIGINT. SIGHUP reads the certificate again.
// `on_ready` runs once, on the calling thread, when the server listens; an error of it stops the
// server.
Result<void> serve(const ServeOptions& options,
                   const std::function<Result<void>(const RunningServer&)>& on_ready);

} // namespace muster::server

// `muster serve`: everything built once and handed down, then run until a signal.
#pragma once

#include "app/options.h"
#include "base/result.h"

namespace muster::app {

// Returns after SIGTERM or SIGINT has drained the server. SIGHUP reads the certificate again.
Result<void> serve(ServeOptions options);

} // namespace muster::app

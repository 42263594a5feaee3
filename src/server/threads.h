// How many threads the system lets this process have.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace muster::server {

// unavailable when the system does not allow so many threads at a time. All threads of the server
// are made at its start: so it starts with all of them or says why not.
Result<void> require_threads(std::size_t needed);

} // namespace muster::server

// The limit of open files and sockets of this process.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace muster::server {

// Raises the limit, as far as the system allows, to `wanted` connections and the other descriptors
// of the server. Returns how many connections are possible, and logs a warning when they are fewer.
// unavailable when there are too few descriptors for the server itself.
Result<std::size_t> make_room_for_connections(std::size_t wanted);

// Whether a file or a connection could be opened now.
bool has_free_descriptors();

} // namespace muster::server

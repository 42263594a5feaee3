// The limit of open files and sockets of this process.
#pragma once

#include <cstddef>

namespace muster::server {

// Raises the limit, as far as the system allows, to `wanted` connections and the other descriptors
// of the server. Returns how many connections are possible, and logs a warning when they are fewer.
std::size_t make_room_for_connections(std::size_t wanted);

} // namespace muster::server

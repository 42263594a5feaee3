// How many files and sockets the system lets this process have.
#pragma once

#include <cstddef>

namespace muster::server {

// Raises the process's limit so that so many connections fit beside everything else, as far as the
// system allows; gives how many do fit, and says in the log when they are fewer.
std::size_t make_room_for_connections(std::size_t wanted);

} // namespace muster::server

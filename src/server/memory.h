// How much memory the process may use.
#pragma once

#include <cstddef>

namespace muster::server {

// The least of the machine's memory, the limit of the control group (a container, a systemd unit)
// and the limit of the address space (ulimit -v).
std::size_t usable_memory_bytes();

} // namespace muster::server

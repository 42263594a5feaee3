// The signals that end the server or make it read its certificate again.
#pragma once

#include <chrono>
#include <csignal>

#include "server/systemd.h"

namespace muster::server {

// Blocks the signals for this thread and so for each thread that it starts afterwards: only
// next_signal() receives them.
sigset_t block_signals();

// Waits for a signal, at most so long, and lets systemd know in time that the server is alive. 0:
// none came.
int next_signal(const sigset_t& signals, Systemd& systemd, std::chrono::microseconds most);

} // namespace muster::server

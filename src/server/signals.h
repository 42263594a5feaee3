// The signals that end the server or make it read its certificate again.
#pragma once

#include <csignal>

#include "server/systemd.h"

namespace muster::server {

// Blocks the signals for this thread and so for each thread that it starts afterwards: only
// next_signal() receives them.
sigset_t block_signals();

// Waits a moment for a signal, and lets systemd know that the server is alive. 0: none came.
int next_signal(const sigset_t& signals, const Systemd& systemd);

} // namespace muster::server

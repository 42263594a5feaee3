#include "server/signals.h"

#include <algorithm>

#include <pthread.h>

namespace muster::server {

sigset_t block_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file over its limit is an error of the write, as a full disk
    return signals;
}

int next_signal(const sigset_t& signals, Systemd& systemd, std::chrono::microseconds most)
{
    const auto wait = std::min(systemd.stay_alive(), most);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
    const timespec time{seconds.count(), std::chrono::nanoseconds(wait - seconds).count()};
    return std::max(0, sigtimedwait(&signals, nullptr, &time));
}

} // namespace muster::server

#include "server/signals.h"

#include <algorithm>
#include <chrono>

#include <pthread.h>

#include "base/limits.h"

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

int next_signal(const sigset_t& signals, const Systemd& systemd)
{
    const auto wait = std::min<std::chrono::microseconds>(
        systemd.interval().value_or(std::chrono::hours(1)), limits::stand_by_look);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
    const timespec time{seconds.count(), std::chrono::nanoseconds(wait - seconds).count()};
    systemd.alive();
    return std::max(0, sigtimedwait(&signals, nullptr, &time));
}

} // namespace muster::server

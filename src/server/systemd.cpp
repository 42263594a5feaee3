// One datagram for each state.
#include "server/systemd.h"

#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace muster::server {

namespace {

std::string from_environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

} // namespace

Systemd::Systemd() : socket_(from_environment("NOTIFY_SOCKET"))
{
    const auto watchdog = from_environment("WATCHDOG_USEC");
    const auto microseconds = std::strtoll(watchdog.c_str(), nullptr, 10);
    if (microseconds > 0) interval_ = std::chrono::microseconds(microseconds / 2);
}

std::chrono::microseconds Systemd::stay_alive()
{
    constexpr std::chrono::hours never{1};
    if (!interval_) return never;
    const auto now = std::chrono::steady_clock::now();
    if (now >= due_) {
        alive();
        due_ = now + *interval_;
    }
    return std::chrono::ceil<std::chrono::microseconds>(due_ - now);
}

BusyAlive::BusyAlive(const Systemd& systemd) : systemd_(systemd)
{
    if (!systemd.interval()) return;
    systemd.alive();
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void BusyAlive::run(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        never_.wait_for(lock, stop, *systemd_.interval(), [] { return false; });
        systemd_.alive();
    }
}

// A lost datagram is no reason to stop: systemd then restarts a server that it believes dead.
void Systemd::send(std::string_view state) const
{
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0'; // the abstract namespace
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), length);
    ::close(socket);
}

} // namespace muster::server

// Tells systemd (Type=notify, WatchdogSec=) how the server is, by the datagrams that sd_notify(3)
// describes. Does nothing where nobody asks for it. Knows no server.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace muster::server {

class Systemd {
public:
    // Reads NOTIFY_SOCKET and WATCHDOG_USEC of the environment.
    Systemd();

    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    void alive() const { send("WATCHDOG=1"); }
    // How often alive() must be called: half of the time after which the service is restarted.
    // Nothing: never.
    std::optional<std::chrono::microseconds> interval() const { return interval_; }

private:
    void send(std::string_view state) const;

    std::string socket_; // empty: nobody listens
    std::optional<std::chrono::microseconds> interval_;
};

} // namespace muster::server

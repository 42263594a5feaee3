// Tells systemd (Type=notify, WatchdogSec=) how the server is, by the datagrams that sd_notify(3)
// describes. Does nothing where nobody asks for it. Knows no server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace muster::server {

class Systemd {
public:
    // Reads NOTIFY_SOCKET and WATCHDOG_USEC of the environment.
    Systemd();

    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    void alive() const { send("WATCHDOG=1"); }
    // alive() if that is due; gives the time until it is due again. For one thread.
    std::chrono::microseconds stay_alive();
    // How often alive() must be called: half of the time after which the service is restarted.
    // Nothing: never.
    std::optional<std::chrono::microseconds> interval() const { return interval_; }

private:
    void send(std::string_view state) const;

    std::string socket_; // empty: nobody listens
    std::optional<std::chrono::microseconds> interval_;
    std::chrono::steady_clock::time_point due_; // of stay_alive()
};

// Calls alive() from a thread of its own as long as it exists: for work that may take long on the
// thread that otherwise calls stay_alive(), such as an upgrade of all tables.
class BusyAlive {
public:
    explicit BusyAlive(const Systemd& systemd); // which outlives it

private:
    void run(const std::stop_token& stop);

    const Systemd& systemd_;
    std::mutex mutex_;
    std::condition_variable_any never_;
    std::jthread thread_; // last: it uses the others
};

} // namespace muster::server

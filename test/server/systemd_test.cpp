// systemd learns when the server is ready, that it is alive, and when it stops.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/systemd.h"

namespace muster::server {
namespace {

// The socket on which systemd listens.
class SystemdSocket : public testing::Test {
protected:
    SystemdSocket()
        : path_(std::filesystem::temp_directory_path() /
                ("muster-notify-" + std::to_string(::getpid()))),
          socket_(::socket(AF_UNIX, SOCK_DGRAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.string().copy(address.sun_path, sizeof address.sun_path - 1);
        ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~SystemdSocket() override
    {
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_USEC");
        ::close(socket_);
        std::filesystem::remove(path_);
    }

    std::string received() const
    {
        std::array<char, 64> bytes{};
        const auto length = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        return length < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(length));
    }

private:
    const std::filesystem::path path_;
    const int socket_;
};

TEST_F(SystemdSocket, hears_of_each_state)
{
    const Systemd systemd;
    systemd.ready();
    EXPECT_EQ(received(), "READY=1");
    systemd.alive();
    EXPECT_EQ(received(), "WATCHDOG=1");
    systemd.stopping();
    EXPECT_EQ(received(), "STOPPING=1");
}

TEST_F(SystemdSocket, hears_twice_in_the_time_of_the_watchdog)
{
    EXPECT_FALSE(Systemd().interval());
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(Systemd().interval(), std::chrono::seconds(15));
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_FALSE(Systemd().interval());
}

TEST_F(SystemdSocket, hears_that_the_server_is_alive_no_more_often_than_it_asked_for)
{
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    Systemd systemd;
    const auto rest = systemd.stay_alive();
    EXPECT_EQ(received(), "WATCHDOG=1");
    EXPECT_LE(rest, std::chrono::seconds(15));
    EXPECT_LE(systemd.stay_alive(), rest);
    EXPECT_EQ(received(), "");
    ::unsetenv("WATCHDOG_USEC");
    Systemd without;
    EXPECT_GE(without.stay_alive(), std::chrono::hours(1));
    EXPECT_EQ(received(), "");
}

TEST_F(SystemdSocket, hears_that_the_server_is_alive_while_it_is_busy)
{
    ::setenv("WATCHDOG_USEC", "2000", 1);
    const Systemd systemd;
    {
        const BusyAlive busy(systemd); // this thread does nothing for it
        for (int heard = 0; heard < 3; heard += received() == "WATCHDOG=1" ? 1 : 0) continue;
    }
    while (!received().empty()) continue;
    EXPECT_EQ(received(), "");
    ::unsetenv("WATCHDOG_USEC");
    const Systemd without;
    const BusyAlive silent(without);
    EXPECT_EQ(received(), "");
}

TEST_F(SystemdSocket, hears_nothing_when_it_did_not_ask)
{
    ::unsetenv("NOTIFY_SOCKET");
    Systemd().ready();
    EXPECT_EQ(received(), "");
}

} // namespace
} // namespace muster::server

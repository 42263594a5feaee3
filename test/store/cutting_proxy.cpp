// One thread for each connection copies bytes between two sockets.
#include "store/cutting_proxy.h"

#include <array>
#include <cstring>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace muster::store::test {

namespace {

sockaddr_un address_of(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

} // namespace

CuttingProxy::CuttingProxy(const std::filesystem::path& folder, std::filesystem::path server)
    : folder_(folder), server_(std::move(server)), listening_(::socket(AF_UNIX, SOCK_STREAM, 0))
{
    const auto address = address_of(folder_ / ".s.PGSQL.5432");
    ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listening_, 16);
    thread_ = std::jthread([this] { serve(); });
}

CuttingProxy::~CuttingProxy()
{
    release();
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
}

std::string CuttingProxy::url_for(const std::string& direct) const
{
    std::string url = direct;
    const auto begin = url.find("host=");
    const auto end = url.find('&', begin);
    return url.replace(begin, end - begin, "host=" + folder_.string());
}

void CuttingProxy::cut_once_after(std::int64_t bytes)
{
    left_ = bytes;
    is_armed_ = true;
}

void CuttingProxy::serve()
{
    std::vector<std::jthread> connections;
    for (;;) {
        const int client = ::accept(listening_, nullptr, nullptr);
        if (client < 0) return;
        const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const auto address = address_of(server_);
        ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        connections.emplace_back([this, client, server] { forward(client, server); });
    }
}

void CuttingProxy::forward(int client, int server)
{
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    std::array<char, 4096> bytes{};
    bool is_open = true;
    while (is_open && ::poll(ends.data(), ends.size(), -1) > 0) {
        for (std::size_t from = 0; from < ends.size() && is_open; ++from) {
            if (ends[from].revents == 0) continue;
            is_held_.wait(true);
            if (from == 1) are_answers_held_.wait(true);
            const auto got = ::recv(ends[from].fd, bytes.data(), bytes.size(), 0);
            auto to_send = got;
            if (is_armed_ && got > 0) {
                const auto before = left_.fetch_sub(got);
                if (before <= got) { // the last bytes before the cut still pass
                    is_armed_ = false;
                    to_send = static_cast<ssize_t>(before);
                    is_open = false;
                }
            }
            if (got <= 0) is_open = false;
            if (to_send > 0) {
                ::send(ends[1 - from].fd, bytes.data(), static_cast<std::size_t>(to_send),
                       MSG_NOSIGNAL);
            }
        }
    }
    ::close(client);
    ::close(server);
}

} // namespace muster::store::test

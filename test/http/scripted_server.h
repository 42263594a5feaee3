// A server that takes one connection, reads one request head, sends the bytes of the script, and
// then closes the connection or leaves it open. For what no proper server would answer.
#pragma once

#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace muster::http {

class ScriptedServer {
public:
    enum class Ending { close, stay_open };

    explicit ScriptedServer(std::string answer, Ending ending = Ending::close)
        : answer_(std::move(answer)), ending_(ending), listening_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        void* const anonymous = &address;
        auto* const generic = static_cast<sockaddr*>(anonymous);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listening_, generic, size), 0);
        EXPECT_EQ(::listen(listening_, 4), 0);
        EXPECT_EQ(::getsockname(listening_, generic, &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }

    ~ScriptedServer()
    {
        ::shutdown(listening_, SHUT_RDWR); // ends accept()
        if (thread_.joinable()) thread_.join();
        ::close(listening_);
        if (connection_ >= 0) ::close(connection_);
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "http://" + authority(); }

    // The head of the request, once the script is over.
    std::string request()
    {
        thread_.join();
        return request_.substr(0, request_.find("\r\n\r\n"));
    }

private:
    void serve()
    {
        connection_ = ::accept(listening_, nullptr, nullptr);
        if (connection_ < 0) return;
        char bytes[4096];
        while (request_.find("\r\n\r\n") == request_.npos) {
            const auto count = ::recv(connection_, bytes, sizeof bytes, 0);
            if (count <= 0) return;
            request_.append(bytes, static_cast<std::size_t>(count));
        }
        std::string_view rest = answer_;
        while (!rest.empty()) {
            const auto sent = ::send(connection_, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent < 0) return;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        if (ending_ == Ending::close) ::shutdown(connection_, SHUT_WR);
    }

    const std::string answer_;
    const Ending ending_;
    std::string request_;
    int listening_;
    int connection_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace muster::http

// A client's TLS connection for tests that choose the bytes inside TLS themselves.
// Blocking; the bound of 30 seconds only keeps a broken server from hanging the suite.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace muster::http {

class TlsConnection {
public:
    TlsConnection(std::uint16_t port, const std::string& authorities)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        const timeval bound{30, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        void* const anonymous = &address;
        EXPECT_EQ(::connect(socket_, static_cast<sockaddr*>(anonymous), sizeof address), 0);
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_load_verify_file(context_.get(), authorities.c_str());
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_);
        EXPECT_EQ(SSL_connect(ssl_.get()), 1);
    }

    ~TlsConnection()
    {
        SSL_shutdown(ssl_.get());
        ::close(socket_);
    }
    TlsConnection(const TlsConnection&) = delete;
    TlsConnection& operator=(const TlsConnection&) = delete;

    bool write(std::string_view bytes)
    {
        return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }

    // Waits for bytes; empty at the end of the stream.
    std::string read()
    {
        std::array<char, 16 * 1024> bytes;
        std::size_t count = 0;
        const int result = SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
        if (result != 1)
            end_ = SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN ? "" : " cut";
        return {bytes.data(), count};
    }

    // All bytes until the server says that it has ended; " cut" follows when it did not say so.
    std::string read_all()
    {
        std::string all;
        for (auto bytes = read(); !bytes.empty(); bytes = read()) all += bytes;
        return all + end_;
    }

private:
    int socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()),
                                                               SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    std::string end_;
};

} // namespace muster::http

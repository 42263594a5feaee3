// A client's connection, plain or TLS: blocking, each act with its deadline. Knows no HTTP.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/server/tls.h"

namespace muster::http {

// One thread. Every method: unavailable when the connection is or breaks down, timed_out.
class Stream {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    // host: a name or an IP address. With tls the certificate must be valid for it.
    static Result<Stream> connect(const std::string& host, const std::string& port,
                                  const std::optional<TlsContext>& tls, Deadline deadline);
    ~Stream();
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;

    Result<void> write(std::string_view bytes, Deadline deadline);
    // Waits for bytes and appends them; 0 when the server has ended.
    Result<std::size_t> read(std::string& bytes, Deadline deadline);

private:
    explicit Stream(int socket) : socket_(socket) {}

    Attempt try_read(char* bytes, std::size_t room);
    Attempt try_write(std::string_view bytes);
    Result<void> wait(Motion motion, Deadline deadline) const;

    int socket_ = -1;
    std::optional<TlsChannel> tls_;
};

} // namespace muster::http

// Limits the number of connections, in total and per client address. Knows no sockets.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace muster::http {

enum class Admission {
    admitted,
    refused, // over a limit: the client gets one answer, 503, and is closed
    dropped, // too many are being refused already: closed without an answer, not counted
};

// Thread-safe. After each admit() that does not return `dropped`, the caller must call release()
// once, with the same address and result.
class ConnectionLimiter {
public:
    ConnectionLimiter(std::size_t total, std::size_t per_address, std::size_t refused);

    Admission admit(const std::string& address);
    void release(const std::string& address, Admission admission);
    // Waits until no connection is left. False when the deadline came first.
    bool wait_until_empty(std::chrono::steady_clock::time_point deadline);

private:
    const std::size_t total_limit_;
    const std::size_t address_limit_;
    const std::size_t refused_limit_;
    std::mutex mutex_;
    std::condition_variable emptied_;
    std::size_t admitted_ = 0;
    std::size_t refused_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace muster::http

// Limits the number of connections, in total and per client address (address_group). Knows no
// sockets.
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

enum class Vacancy { free, address_full, full };

// Thread-safe. An empty address has no limit of its own. After each admit() that does not return
// `dropped`, the caller must call release() once, with the same address and result.
class ConnectionLimiter {
public:
    ConnectionLimiter(std::size_t total, std::size_t per_address, std::size_t refused);

    // What admit() would find.
    Vacancy vacancy(const std::string& address);
    Admission admit(const std::string& address);
    void release(const std::string& address, Admission admission);
    // Waits until no connection is left. False when the deadline came first.
    bool wait_until_empty(std::chrono::steady_clock::time_point deadline);

private:
    Vacancy find_vacancy(const std::string& address) const;

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

// Counts connections, in total and per address, and says who may come in. Knows no sockets.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace muster::http {

enum class Entry {
    admitted,
    turned_away, // over a cap: gets told so
    shut_out,    // too many are being told so already: closed without a word, not counted
};

// Thread-safe. Each arrive() that is not shut_out needs one leave() with the same answer.
class Gate {
public:
    Gate(std::size_t total, std::size_t per_address, std::size_t turned_away);

    Entry arrive(const std::string& address);
    void leave(const std::string& address, Entry entry);
    // Waits until nobody is inside; false when that has not come true by then.
    bool wait_until_empty(std::chrono::steady_clock::time_point then);

private:
    const std::size_t total_limit_;
    const std::size_t address_limit_;
    const std::size_t turned_away_limit_;
    std::mutex mutex_;
    std::condition_variable emptied_;
    std::size_t admitted_ = 0;
    std::size_t turned_away_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace muster::http

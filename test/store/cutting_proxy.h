// Stands between the engine and the PostgreSQL server, and cuts one connection after a number of
// bytes. Listens on a socket in a folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

namespace muster::store::test {

class CuttingProxy {
public:
    CuttingProxy(const std::filesystem::path& folder, std::filesystem::path server);
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;

    // The same URL with this proxy as the host.
    std::string url_for(const std::string& direct) const;
    // Of all connections together, in both directions. Only one connection is cut.
    void cut_once_after(std::int64_t bytes);
    // Passes nothing until release(), as a network that is down: no end of it hears of that.
    void hold() { is_held_ = true; }
    // The server gets everything, but its answers stay here until release().
    void hold_answers() { are_answers_held_ = true; }
    void release()
    {
        is_held_ = false;
        is_held_.notify_all();
        are_answers_held_ = false;
        are_answers_held_.notify_all();
    }
    bool has_cut() const { return left_ <= 0; }

private:
    void serve();
    void forward(int client, int server);

    const std::filesystem::path folder_;
    const std::filesystem::path server_;
    int listening_ = -1;
    std::atomic<std::int64_t> left_ = 0;
    std::atomic<bool> is_armed_ = false;
    std::atomic<bool> is_held_ = false;
    std::atomic<bool> are_answers_held_ = false;
    std::jthread thread_;
};

} // namespace muster::store::test

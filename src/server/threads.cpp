// Makes the threads, lets them wait for each other and ends them again: the only way to know.
#include "server/threads.h"

#include <latch>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace muster::server {

Result<void> require_threads(std::size_t needed)
{
    std::latch all_made(1);
    std::vector<std::thread> threads;
    std::string reason;
    try {
        threads.reserve(needed);
        while (threads.size() < needed) threads.emplace_back([&] { all_made.wait(); });
    } catch (const std::system_error& error) {
        reason = error.code().message();
    }
    const std::size_t made = threads.size();
    all_made.count_down();
    for (auto& thread : threads) thread.join();
    if (reason.empty()) return {};
    return fail(Code::unavailable, "server",
                "the system allows only " + std::to_string(made) + " threads, " +
                    std::to_string(needed) + " are needed (" + reason +
                    "): see ulimit -u or TasksMax");
}

} // namespace muster::server

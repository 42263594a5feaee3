// Reads many rows by several threads at once. Knows no index.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "model/store.h"

namespace muster::index {

// The rows of the query behind its cursor, up to this row id.
struct RowRange {
    model::Query query;
    std::int64_t last = 0;
};

// Each thread reads one range after the other, one page in each round. The caller handles the pages
// of one round while the threads read those of the next. Used by one thread. An exception of a
// thread, such as lack of memory, is thrown by end_round().
class SharedReading {
public:
    SharedReading(const model::Rows& rows, std::vector<RowRange> ranges, std::size_t threads);
    ~SharedReading(); // waits for the pages that are being read

    void begin_round();
    // Waits for the round. No page: everything was read.
    Result<std::vector<model::Page>> end_round();

private:
    void run();
    void read(std::optional<RowRange>& range, std::unique_lock<std::mutex>& lock);
    void stop();

    const model::Rows& rows_;
    std::mutex mutex_; // guards everything below
    std::condition_variable changed_;
    std::vector<RowRange> waiting_;          // ranges that no thread has begun, the first one last
    std::vector<Result<model::Page>> pages_; // of this round
    std::exception_ptr exception_;
    std::uint64_t round_ = 0;
    std::size_t reading_ = 0; // threads
    bool stops_ = false;
    std::vector<std::thread> threads_;
};

} // namespace muster::index

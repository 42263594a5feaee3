#include "index/tenant/shared_reading.h"

#include <algorithm>
#include <exception>
#include <optional>

namespace muster::index {

using namespace model;

SharedReading::SharedReading(const Rows& rows, std::vector<RowRange> ranges, std::size_t threads)
    : rows_(rows), waiting_(std::move(ranges))
{
    std::reverse(waiting_.begin(), waiting_.end());
    threads_.reserve(threads);
    try {
        while (threads_.size() < threads) threads_.emplace_back([this] { run(); });
    } catch (const std::exception&) { // no thread or no memory for one more
        if (threads_.empty()) throw;  // fewer threads read too
    }
}

SharedReading::~SharedReading() { stop(); }

void SharedReading::stop()
{
    {
        const std::scoped_lock lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void SharedReading::begin_round()
{
    {
        const std::scoped_lock lock(mutex_);
        ++round_;
        reading_ = threads_.size();
    }
    changed_.notify_all();
}

Result<std::vector<Page>> SharedReading::end_round()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reading_ == 0; });
    if (exception_) std::rethrow_exception(exception_);
    std::vector<Page> pages;
    for (auto& page : std::exchange(pages_, {})) pages.push_back(TRY(std::move(page)));
    return pages;
}

void SharedReading::run()
{
    std::optional<RowRange> range;
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stops_ || round_ != seen; });
        if (stops_) return;
        seen = round_;
        if (!range && !waiting_.empty()) {
            range = std::move(waiting_.back());
            waiting_.pop_back();
        }
        if (range) {
            lock.unlock();
            read(range, lock);
        }
        if (--reading_ == 0) changed_.notify_all();
    }
}

// Gives the lock back. A range that is through, or that cannot be read, is reset.
void SharedReading::read(std::optional<RowRange>& range, std::unique_lock<std::mutex>& lock)
{
    try {
        auto page = rows_.page(range->query);
        const bool is_last = !page || !page->next || page->next->id >= range->last;
        if (page) {
            std::erase_if(page->rows, [&](const Entity& row) { return row_id(row) > range->last; });
            range->query.after = page->next;
        }
        if (is_last) range.reset();
        lock.lock();
        pages_.push_back(std::move(page));
    } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        range.reset();
        exception_ = std::current_exception();
    }
}

} // namespace muster::index

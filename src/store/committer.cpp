// The queue and the thread of the group commit.
#include "store/committer.h"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "base/round.h"

namespace muster::store {

using model::Revision;

bool Committer::Waiting::begin()
{
    const std::scoped_lock lock(mutex);
    if (state == WriteState::abandoned) return false;
    state = WriteState::running;
    return true;
}

void Committer::Waiting::set(WriteState next)
{
    const std::scoped_lock lock(mutex);
    state = next;
}

void Committer::Waiting::give(const Result<void>& committed)
{
    const std::scoped_lock lock(mutex);
    if (state == WriteState::abandoned) return;
    if (!committed && answer) answer = fail(committed.error());
    state = WriteState::answered;
    changed.notify_one();
}

Committer::Committer(CommitBatch& batch, StoreHealth& health, CommitterLimits limits)
    : batch_(batch), health_(health), limits_(limits)
{
    taken_.reserve(limits::commit_batch); // so that collecting a batch needs no memory
    thread_ = std::thread([this] { serve(); });
}

std::size_t Committer::waiting() const
{
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

Committer::~Committer()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

std::optional<std::chrono::seconds> Committer::stall() const
{
    const auto since = disk_since_.load(std::memory_order_relaxed);
    if (since == 0) return std::nullopt;
    const auto time = SteadyClock::now() - SteadyClock::time_point(SteadyClock::duration(since));
    if (time < limits_.disk_stall) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(time);
}

template <class Act>
auto Committer::with_disk(Act act)
{
    disk_since_ = SteadyClock::now().time_since_epoch().count();
    auto result = act();
    const bool was_stalled = stall().has_value();
    disk_since_ = 0;
    if (was_stalled) health_.end(StoreTrouble::stalled);
    return result;
}

Result<Revision> Committer::write(const Write& write)
{
    assert(std::this_thread::get_id() !=
           thread_.get_id()); // a write function must not call write()
    if (stall()) return fail(Code::unavailable, "store", "the disk does not answer: try again");
    const auto waiting = std::make_shared<Waiting>(write);
    waiting->write.unanswered = &unanswered_;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= limits_.queue) {
            return fail(Code::unavailable, "store", "too many writes wait: try again");
        }
        queue_.push_back(waiting);
        ++unanswered_;
        if (queue_.size() == 1) arrived_.notify_one();
    }
    return wait(*waiting);
}

// A caller that left before its write ran is sure that nothing was stored.
Result<Revision> Committer::wait(Waiting& waiting)
{
    using WriteState = Waiting::WriteState;
    const auto until = SteadyClock::now() + limits_.write_wait;
    std::unique_lock lock(waiting.mutex);
    while (!waiting.changed.wait_for(lock, limits_.stall_check,
                                     [&] { return waiting.state == WriteState::answered; })) {
        const auto time = stall();
        if (time) {
            health_.begin(StoreTrouble::stalled, "the disk has not answered for " +
                                                     std::to_string(time->count()) +
                                                     " seconds: writes are refused meanwhile");
            if (!stall()) health_.end(StoreTrouble::stalled); // it ended just now
        }
        const bool is_late = SteadyClock::now() > until;
        if ((!time && !is_late) || waiting.state == WriteState::running) continue;
        const bool is_decided = waiting.state == WriteState::decided;
        waiting.state = WriteState::abandoned;
        return fail(Code::unavailable, "store",
                    is_decided ? "the disk does not answer: the write may be stored later"
                               : "the write had to wait too long and was not stored: try again");
    }
    return std::move(waiting.answer);
}

bool Committer::collect(std::size_t room)
{
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(room, queue_.size());
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    taken_.insert(taken_.end(), std::make_move_iterator(queue_.begin()),
                  std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
    return count != 0;
}

void Committer::serve()
{
    bool is_unfinished = maintain(); // what an earlier run has left
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto has_work = [this] { return stopping_ || !queue_.empty(); };
            if (!is_unfinished) arrived_.wait(lock, has_work);
            const bool has_arrived =
                !is_unfinished || arrived_.wait_for(lock, limits::maintenance_retry, has_work);
            if (has_arrived && queue_.empty()) return;
        }
        run_batch();
        is_unfinished = maintain();
    }
}

bool Committer::maintain()
{
    bool others_wait = false;
    {
        const std::lock_guard lock(mutex_);
        others_wait = !queue_.empty();
    }
    return with_disk([&] {
        // What the engine throws, as for lack of memory, must not end the committer's thread.
        const auto unfinished =
            guarded([&]() -> Result<bool> { return batch_.maintain(others_wait); });
        return !unfinished || *unfinished;
    });
}

// Writes that arrive while the batch runs still join it.
void Committer::run_batch()
{
    taken_.clear();
    if (!collect(limits::commit_batch)) return;
    const auto begun = guarded([&] { return batch_.begin(); });
    std::size_t done = 0;
    do {
        for (; done < taken_.size(); ++done) {
            Waiting& waiting = *taken_[done];
            if (!begun || !waiting.begin()) continue;
            waiting.answer = guarded([&] { return batch_.run(waiting.write); });
            waiting.set(Waiting::WriteState::decided);
        }
    } while (begun && collect(limits::commit_batch - done));
    const auto committed =
        begun ? with_disk([&] { return guarded([&] { return batch_.commit(); }); }) : begun;
    for (const auto& waiting : taken_) {
        --unanswered_;
        waiting->give(committed);
    }
    taken_.clear();
}

} // namespace muster::store

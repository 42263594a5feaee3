// The queue and the thread of the group commit.
#include "store/committer.h"

#include <algorithm>
#include <cassert>
#include <exception>

namespace muster::store {

Result<void> decide_safely(const model::WriteFunction& decide, model::Writer& writer)
{
    try {
        return decide(writer);
    } catch (const std::exception& exception) {
        return fail(Code::internal, "store", "the write failed by our mistake", exception.what());
    } catch (...) {
        return fail(Code::internal, "store", "the write failed by our mistake");
    }
}

Committer::Committer(CommitBatch& batch, std::size_t queue_limit)
    : batch_(batch), queue_limit_(queue_limit), thread_([this] { serve(); })
{}

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

Result<model::Revision> Committer::write(const Write& write)
{
    assert(std::this_thread::get_id() !=
           thread_.get_id()); // a write function must not call write()
    Waiting waiting{write};
    waiting.write.unanswered = &unanswered_;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= queue_limit_) {
            return fail(Code::unavailable, "store", "too many writes wait: try again");
        }
        queue_.push_back(&waiting);
        ++unanswered_;
        if (queue_.size() == 1) arrived_.notify_one();
    }
    waiting.answered.acquire();
    return std::move(waiting.answer);
}

bool Committer::collect(std::size_t room)
{
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(room, queue_.size());
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    taken_.insert(taken_.end(), queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
    return count != 0;
}

void Committer::serve()
{
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
        }
        run_batch();
        bool others_wait = false;
        {
            const std::lock_guard lock(mutex_);
            others_wait = !queue_.empty();
        }
        batch_.maintain(others_wait);
    }
}

// Writes that arrive while the batch runs still join it.
void Committer::run_batch()
{
    taken_.clear();
    const auto begun = batch_.begin();
    std::size_t done = 0;
    while (collect(limits::commit_batch - done)) {
        for (; done < taken_.size(); ++done) {
            Waiting& waiting = *taken_[done];
            if (begun) waiting.answer = batch_.run(waiting.write);
        }
        if (!begun) break;
    }
    const auto committed = begun ? batch_.commit() : begun;
    for (Waiting* waiting : taken_) {
        if (!committed && waiting->answer) waiting->answer = fail(committed.error());
        --unanswered_;
        waiting->answered.release(); // the caller may have destroyed it already
    }
}

} // namespace muster::store

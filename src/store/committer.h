// Group commit: many writes, one transaction, one fsync. Callers hand over a decision and wait; one
// batch is in flight, the next collects meanwhile. Knows no engine.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "model/store.h"

namespace muster::store {

// What a caller wants done. Lives with the caller, who waits.
struct Write {
    model::TenantId tenant;
    const model::Origin& origin;
    const model::WriteFunction& decide;
    // How many writes wait for an answer, this one among them; set by the committer.
    const std::atomic<std::size_t>* unanswered = nullptr;
};

// One transaction of an engine, used over and over by the committer's thread alone.
class Batch {
public:
    virtual ~Batch() = default;
    virtual Result<void> begin() = 0;
    // Gives the tenant's revision after this write. A failed write undoes itself and nothing else.
    virtual Result<model::Revision> run(const Write& write) = 0;
    // Durable when it returns; when it fails nothing of the batch is left.
    virtual Result<void> commit() = 0;
    // After the callers were answered: housekeeping. Told whether others wait already.
    virtual void rest(bool others_wait) = 0;
};

// decide(writer), with what it throws as Code::internal.
Result<void> decide_safely(const model::WriteFunction& decide, model::Writer& writer);

// Thread-safe. Goes when no caller waits any more.
class Committer {
public:
    explicit Committer(Batch& batch, std::size_t queue_limit = limits::commit_queue);
    ~Committer();
    Committer(const Committer&) = delete;

    // unavailable when too many wait or the commit fails; else what the decision gave.
    Result<model::Revision> write(const Write& write);
    // Writes that no batch has taken yet.
    std::size_t waiting() const;

private:
    struct Waiting {
        Write write;
        Result<model::Revision> answer{0};
        std::binary_semaphore answered{0};
    };

    void serve();
    bool collect(std::size_t room); // into taken_; false: nothing waits
    void run_batch();

    Batch& batch_;
    const std::size_t queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Waiting*> queue_;
    bool stopping_ = false;
    std::atomic<std::size_t> unanswered_ = 0;
    std::vector<Waiting*> taken_; // of the thread alone
    std::thread thread_;
};

} // namespace muster::store

// Group commit: many writes share one transaction and one fsync. Knows no engine.
//
// How a write flows: a request thread calls Committer::write(), which queues the write function and
// blocks. The committer's own thread takes everything that is queued as one batch: it begins a
// transaction, runs each write function with the engine's Writer, and commits. The engine then
// passes the mutations to the commit listener (the index) and advances the revisions. Only then are
// the request threads woken. Writes that arrive while the batch runs join it until it commits;
// later ones wait for the next batch.
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

// A queued write. It refers to objects of the caller, which blocks until the write is answered.
struct Write {
    model::TenantId tenant;
    const model::Origin& origin;
    const model::WriteFunction& decide;
    // The number of writes that have no answer yet, this one included. Set by the committer.
    const std::atomic<std::size_t>* unanswered = nullptr;
};

// The transaction of an engine. The committer's thread uses one object for all its batches.
class CommitBatch {
public:
    virtual ~CommitBatch() = default;
    virtual Result<void> begin() = 0;
    // Runs one write and gives the tenant's revision after it. A failed write undoes its own
    // changes and leaves those of the others.
    virtual Result<model::Revision> run(const Write& write) = 0;
    // The batch is durable when this returns. After a failure nothing of the batch remains.
    virtual Result<void> commit() = 0;
    // Housekeeping after the callers were answered, as checkpoints. `others_wait`: the next batch
    // is already waiting.
    virtual void maintain(bool others_wait) = 0;
};

// Runs decide(writer). Exceptions become Code::internal: one failed write must not end the thread.
Result<void> decide_safely(const model::WriteFunction& decide, model::Writer& writer);

// Thread-safe. Must not be destroyed while a caller waits.
class Committer {
public:
    explicit Committer(CommitBatch& batch, std::size_t queue_limit = limits::commit_queue);
    ~Committer();
    Committer(const Committer&) = delete;

    // unavailable when the queue is full or the commit fails; else the result of the write
    // function.
    Result<model::Revision> write(const Write& write);
    // The number of writes that no batch has taken yet.
    std::size_t waiting() const;

private:
    struct Waiting {
        Write write;
        Result<model::Revision> answer{0};
        std::binary_semaphore answered{0};
    };

    void serve();
    bool collect(std::size_t room); // moves writes to taken_; false when none wait
    void run_batch();

    CommitBatch& batch_;
    const std::size_t queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Waiting*> queue_;
    bool stopping_ = false;
    std::atomic<std::size_t> unanswered_ = 0;
    std::vector<Waiting*> taken_; // the current batch; used by the thread only
    std::thread thread_;
};

} // namespace muster::store

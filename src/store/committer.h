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
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "model/store.h"
#include "store/health.h"

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
    // changes and leaves those of the others, also when it throws.
    virtual Result<model::Revision> run(const Write& write) = 0;
    // The batch is durable when this returns. After a failure nothing of the batch remains.
    virtual Result<void> commit() = 0;
    // Housekeeping at the start and after the callers were answered, as checkpoints.
    // `others_wait`: the next batch is already waiting. Gives true when something is left to do,
    // for which it is called again after limits::maintenance_retry.
    virtual bool maintain(bool others_wait) = 0;
};

// Tests take shorter times.
struct CommitterLimits {
    std::size_t queue = limits::commit_queue;
    std::chrono::milliseconds disk_stall = limits::disk_stall;
    std::chrono::milliseconds stall_check = limits::stall_check;
    std::chrono::milliseconds write_wait = limits::write_wait;
};

// Thread-safe. Must not be destroyed while a caller waits.
class Committer {
public:
    Committer(CommitBatch& batch, StoreHealth& health, CommitterLimits limits = {});
    ~Committer();
    Committer(const Committer&) = delete;

    // unavailable when the queue is full, the commit fails or the disk does not answer for
    // limits::disk_stall; else the result of the write function. After a stall the write may have
    // been stored: the message says when.
    Result<model::Revision> write(const Write& write);
    // The number of writes that no batch has taken yet.
    std::size_t waiting() const;

private:
    using SteadyClock = std::chrono::steady_clock;

    // Shared by the caller and the thread: a caller that gives up leaves before its answer.
    struct Waiting {
        enum class WriteState {
            queued,
            running, // its objects are in use: the caller must wait
            decided, // waits for the commit
            answered,
            abandoned, // the caller has left
        };
        Write write;
        std::mutex mutex; // guards what follows
        std::condition_variable changed;
        WriteState state = WriteState::queued;
        Result<model::Revision> answer{0};

        explicit Waiting(const Write& wanted) : write(wanted) {}
        bool begin(); // false: abandoned
        void set(WriteState next);
        void give(const Result<void>& committed);
    };

    Result<model::Revision> wait(Waiting& waiting);
    void serve();
    bool collect(std::size_t room); // moves writes to taken_; false when none wait
    void run_batch();
    bool maintain();
    // Runs what waits for the disk, so that others notice a stall.
    template <class Act>
    auto with_disk(Act act);
    // How long the thread has been waiting for the disk, if longer than limits::disk_stall.
    std::optional<std::chrono::seconds> stall() const;

    CommitBatch& batch_;
    StoreHealth& health_;
    const CommitterLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::shared_ptr<Waiting>> queue_;
    bool stopping_ = false;
    std::atomic<std::size_t> unanswered_ = 0;
    std::atomic<SteadyClock::rep> disk_since_ = 0; // 0: the thread does not wait for the disk
    std::vector<std::shared_ptr<Waiting>> taken_;  // the current batch; used by the thread only
    std::thread thread_;
};

} // namespace muster::store

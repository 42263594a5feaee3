// Owns the index of every tenant: loads them, applies commits, saves snapshots and drops idle ones.
// The only part of the index that locks. Knows no queries.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "index/index.h"
#include "index/tenant/tenant_index.h"

namespace muster::index {

// The state of one tenant. Lock order: `saving` before `mutex`. The store is never called while
// `mutex` is held: the writer thread waits for `mutex` in committed().
struct TenantSlot {
    enum class LoadState { absent, queued, loading, ready };

    std::atomic<int> askers = 0;        // queries that wait for the mutex
    std::atomic<std::size_t> bytes = 0; // of the index, as it was counted last; also while loading
    std::atomic<std::int64_t> loaded_rows = 0;   // by the load that runs
    std::atomic<std::int64_t> expected_rows = 0; // of that load; 0: not known
    std::mutex mutex;                            // guards everything below except `saving`
    std::condition_variable loaded_or_failed;
    LoadState state = LoadState::absent;
    std::unique_ptr<TenantIndex> index;      // set when ready
    std::vector<model::MutationRef> backlog; // committed while the tenant is being loaded
    model::Revision backlog_revision = 0;    // of the newest mutation in it; 0: none
    bool is_backlog_lost = false;            // for lack of memory: the loading must fail
    Time load_began{};                       // of the newest load
    std::optional<Error> load_error{};       // of the newest load, when it failed
    std::optional<Time> refused_at{};        // when the index did not fit into memory
    Time used_at{};                          // the last query
    std::optional<Time> unsaved_since{};     // the first change that the snapshot file lacks
    std::optional<Time> unerased_since{};    // the first removal of a customer that it lacks
    std::mutex saving;                       // held while the snapshot file is written
};

class TenantIndexes {
public:
    TenantIndexes(model::Store& store, const Clock& clock, IndexOptions options);
    ~TenantIndexes(); // ends the loads

    // Called on the store's writer thread, see CommitListener in model/store.h.
    // When the changes cannot be applied for lack of memory, the tenant's index is dropped: the
    // next query loads it again.
    void committed(model::TenantId tenant, model::Revision revision,
                   std::span<const model::MutationRef> mutations) noexcept;

    // Loads the tenant if necessary, then calls ask(index, now) under the tenant's lock.
    // unavailable when the load takes longer than IndexOptions::wait; it goes on. Writes wait for
    // `ask`, so `ask` must be short: it compiles a plan and does not run it. With `at`: conflict
    // unless the index has just this revision. Then nothing is loaded, because the caller reads an
    // older state of the rows.
    template <class Ask>
    auto with_index(model::TenantId tenant, std::optional<model::Revision> at, Ask ask)
        -> Result<std::invoke_result_t<Ask, const TenantIndex&, Time>>
    {
        TenantSlot& slot = slot_of(tenant);
        ++slot.askers;
        std::unique_lock lock(slot.mutex);
        --slot.askers;
        const bool is_ready = slot.state == TenantSlot::LoadState::ready;
        if (at && (!is_ready || slot.index->revision() != *at)) {
            return fail(Code::conflict, "index", "has another revision than the rows");
        }
        if (!is_ready) TRY(load(tenant, slot, lock, options_.wait));
        slot.used_at = clock_.now();
        return ask(std::as_const(*slot.index), slot.used_at);
    }

    // See Index for these.
    Result<void> preload(model::TenantId tenant);
    bool is_loaded(model::TenantId tenant) const;
    void stop_loading();
    std::vector<model::TenantId> loaded() const;
    std::vector<MemoryUsage> memory(model::TenantId tenant) const;
    // Dynamic groups whose sizes are not known, and the customers that each count looks at. None
    // when the tenant is not loaded. This is no query, so it does not hold back an idle tenant.
    struct UncountedGroups {
        std::vector<GroupSizes::UncountedGroup> groups{};
        std::int64_t customers = 0;
    };
    UncountedGroups uncounted(model::TenantId tenant) const;
    void maintain();
    Result<void> save(model::TenantId tenant);
    void save_unsaved();

private:
    using Lock = std::unique_lock<std::mutex>;
    struct CommittedChanges;
    class CommitsMeanwhile;

    TenantSlot& slot_of(model::TenantId tenant);
    TenantSlot* known_slot(model::TenantId tenant) const;
    // Waits as long as it takes, or not longer than this.
    Result<void> load(model::TenantId tenant, TenantSlot& slot, Lock& lock,
                      std::optional<std::chrono::milliseconds> longest);
    Result<void> begin_load(model::TenantId tenant, TenantSlot& slot);
    void run_loader();
    void run_load(model::TenantId tenant, TenantSlot& slot);
    Error still_loading(const TenantSlot& slot) const;
    Result<std::unique_ptr<TenantIndex>> make_index_safely(model::TenantId tenant,
                                                           TenantSlot& slot);
    Result<std::unique_ptr<TenantIndex>> make_index(model::TenantId tenant, TenantSlot& slot);
    Result<std::unique_ptr<TenantIndex>> index_from_file(model::TenantId tenant, TenantSlot& slot);
    void apply(TenantSlot& slot, model::TenantId tenant, model::Revision revision,
               std::span<const model::MutationRef> mutations);
    void give_up(TenantSlot& slot, model::TenantId tenant) noexcept;
    Result<void> check_refusal(const TenantSlot& slot) const;
    Result<std::unique_ptr<TenantIndex>> finish(TenantSlot& slot,
                                                std::unique_ptr<TenantIndex> index);
    std::size_t all_bytes() const;
    Result<void> check_room(TenantSlot& slot, std::size_t bytes);
    bool prepare(TenantSlot& slot, const CommittedChanges& changes);
    void forget_file(model::TenantId tenant, std::span<const model::MutationRef> mutations) const;
    template <class IsDue>
    void save_those(IsDue is_due); // the tenants whose slot is due
    void drop_idle(std::chrono::minutes idle);
    void drop(model::TenantId tenant, TenantSlot& slot);
    void check_files();
    void log(const std::string& line) const;

    model::Store& store_;
    const Clock& clock_;
    IndexOptions options_;
    mutable std::shared_mutex mutex_; // guards the map only: a slot never moves
    std::map<model::TenantId, std::unique_ptr<TenantSlot>> slots_;
    bool has_checked_files_ = false; // used by the maintenance thread only
    std::atomic<bool> stops_ = false;
    std::mutex queue_mutex_; // guards everything below; taken after the mutex of a slot
    std::condition_variable queued_;
    std::deque<model::TenantId> queue_; // tenants to load
    std::size_t idle_loaders_ = 0;
    std::vector<std::thread> loaders_;
};

} // namespace muster::index

// Committing, under the locks that TenantSlot describes. See loading.cpp and upkeep.cpp for the
// rest.
#include "index/tenant/tenant_indexes.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "index/tenant/memory_usage.h"
#include "index/tenant/snapshot.h"

namespace muster::index {

using namespace model;
using LoadState = TenantSlot::LoadState;

namespace {

bool is_erasure(const MutationRef& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation->after);
    return customer != nullptr && customer->removed_at && mutation->stores_row;
}

bool is_indexed_kind(const MutationRef& mutation)
{
    const Kind kind = kind_of(mutation->after);
    return mutation->stores_row &&
           (kind == Kind::customer || kind == Kind::membership || kind == Kind::group ||
            kind == Kind::field || kind == Kind::tenant);
}

bool is_creation(const MutationRef& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation->after);
    return customer != nullptr && mutation->stores_row && mutation->action == Action::created &&
           !mutation->before && !customer->removed_at;
}

void sort_by_dialect(std::vector<std::string>& extras)
{
    std::sort(extras.begin(), extras.end());
    extras.erase(std::unique(extras.begin(), extras.end()), extras.end());
}

} // namespace

// The mutations of one write, sorted by how the index applies them: new customers, which may be
// many, apart from everything else. New customers are applied first, because the other rows may
// name them.
struct TenantIndexes::CommittedChanges {
    explicit CommittedChanges(std::span<const MutationRef> mutations)
    {
        for (const auto& mutation : mutations) {
            erases = erases || is_erasure(mutation);
            if (is_creation(mutation)) {
                creations.push_back(&mutation->after);
                ids.push_back(row_id(mutation->after));
            } else if (const Entity** known = creation_of(mutation)) {
                *known = &mutation->after;
            } else if (is_indexed_kind(mutation)) {
                others.push_back(mutation.get());
            }
        }
    }

    // The entry of a customer that the same write has created before, so that a later state
    // replaces it. nullptr for all others, and when the customer was removed again.
    const Entity** creation_of(const MutationRef& mutation)
    {
        const auto* customer = std::get_if<Customer>(&mutation->after);
        if (customer == nullptr || !mutation->stores_row || customer->removed_at) return nullptr;
        const auto slot = std::lower_bound(ids.begin(), ids.end(), customer->id.value);
        if (slot == ids.end() || *slot != customer->id.value) return nullptr;
        return &creations[static_cast<std::size_t>(slot - ids.begin())];
    }

    std::vector<const Entity*> creations; // the last state of each
    std::vector<std::int64_t> ids; // of `creations`, in the same order: the write gives rising ids
    std::vector<const Mutation*> others;
    bool erases = false;
};

TenantIndexes::TenantIndexes(Store& store, const Clock& clock, IndexOptions options)
    : store_(store), clock_(clock), options_(std::move(options))
{
    sort_by_dialect(options_.extras);
    if (options_.folder.empty()) return;
    std::error_code error;
    if (std::filesystem::create_directories(options_.folder, error)) {
        std::filesystem::permissions(options_.folder, std::filesystem::perms::owner_all, error);
    }
    if (error) log(file_problem("make", options_.folder, error.value()));
}

void TenantIndexes::log(const std::string& line) const
{
    if (options_.log) options_.log(line);
}

TenantSlot* TenantIndexes::known_slot(TenantId tenant) const
{
    const std::shared_lock lock(mutex_);
    const auto slot = slots_.find(tenant);
    return slot == slots_.end() ? nullptr : slot->second.get();
}

TenantSlot& TenantIndexes::slot_of(TenantId tenant)
{
    if (auto* slot = known_slot(tenant)) return *slot;
    const std::unique_lock lock(mutex_);
    auto& slot = slots_[tenant];
    if (!slot) slot = std::make_unique<TenantSlot>();
    return *slot;
}

// A tenant that is absent needs nothing here: loading it reads the rows from the store. While it is
// loading, the mutations go to the backlog, see run_load(). A large import begins to load it.
void TenantIndexes::committed(TenantId tenant, Revision revision,
                              std::span<const MutationRef> mutations) noexcept
{
    TenantSlot* slot = known_slot(tenant);
    try {
        if (slot == nullptr && mutations.size() < limits::index_load_from) {
            return forget_file(tenant, mutations);
        }
        if (slot == nullptr) slot = &slot_of(tenant);
        apply(*slot, tenant, revision, mutations);
    } catch (const std::exception&) {
        if (slot != nullptr) give_up(*slot, tenant);
    }
}

void TenantIndexes::apply(TenantSlot& slot, TenantId tenant, Revision revision,
                          std::span<const MutationRef> mutations)
{
    const CommittedChanges changes(mutations);
    const bool is_prepared = prepare(slot, changes);
    const std::scoped_lock lock(slot.mutex);
    switch (slot.state) {
    case LoadState::absent:
        forget_file(tenant, mutations);
        // What it cannot begin, the first query begins.
        if (changes.creations.size() >= limits::index_load_from) {
            static_cast<void>(begin_load(tenant, slot));
        }
        return;
    case LoadState::queued: return forget_file(tenant, mutations);
    case LoadState::loading:
        std::copy_if(mutations.begin(), mutations.end(), std::back_inserter(slot.backlog),
                     is_indexed_kind);
        slot.backlog_revision = revision;
        break;
    case LoadState::ready:
        if (is_prepared) {
            slot.index->publish(changes.ids);
        } else {
            for (const auto* customer : changes.creations) slot.index->put(*customer);
        }
        for (const auto* change : changes.others) {
            slot.index->put(change->after, change->changed ? &*change->changed : nullptr);
        }
        slot.index->follow(mutations);
        slot.index->set_revision(revision);
    }
    if (options_.folder.empty() || mutations.empty()) return;
    const Time now = clock_.now();
    if (!slot.unsaved_since) slot.unsaved_since = now;
    if (changes.erases && !slot.unerased_since) slot.unerased_since = now;
}

// What was applied in part is not used, and neither is a snapshot of it. The file may hold a person
// whom the lost changes erase (promise 10), so it goes too.
void TenantIndexes::give_up(TenantSlot& slot, TenantId tenant) noexcept
{
    const std::scoped_lock lock(slot.mutex);
    slot.is_backlog_lost = slot.state == LoadState::loading;
    slot.backlog = std::vector<MutationRef>();
    if (slot.state == LoadState::ready) {
        slot.index.reset();
        slot.bytes = 0;
        slot.state = LoadState::absent;
    }
    slot.unsaved_since.reset();
    slot.unerased_since.reset();
    try {
        if (!options_.folder.empty()) ::unlink(snapshot_path(options_.folder, tenant).c_str());
        log("there was no memory for the changes of tenant " + std::to_string(tenant.value) +
            "; its index is loaded again when a query needs it");
    } catch (const std::exception&) {
        return; // without a line in the log
    }
}

// Writes the cells of many new customers before they are published, in small pieces: between two
// pieces waiting queries get the lock. False when there are few new customers or the tenant is not
// loaded: then the caller puts them in one step.
bool TenantIndexes::prepare(TenantSlot& slot, const CommittedChanges& changes)
{
    constexpr std::size_t piece = 16;
    constexpr int most_yields = 200; // to waiting queries: compiling a plan takes microseconds
    if (changes.creations.size() <= piece) return false;
    for (std::size_t done = 0; done < changes.creations.size();) {
        int yields = 0;
        do std::this_thread::yield();
        while (++yields < most_yields && slot.askers > 0);
        const std::scoped_lock lock(slot.mutex);
        if (slot.state != LoadState::ready) return false;
        for (const auto end = std::min(done + piece, changes.creations.size()); done < end;
             ++done) {
            slot.index->prepare(std::get<Customer>(*changes.creations[done]));
        }
    }
    return true;
}

// Promise 10: a removed customer must not stay in a snapshot file. The file of a tenant that is not
// loaded is deleted at once. A loaded tenant gets a new file soon (unerased_since).
void TenantIndexes::forget_file(TenantId tenant, std::span<const MutationRef> mutations) const
{
    if (options_.folder.empty()) return;
    const bool erases = std::any_of(mutations.begin(), mutations.end(), is_erasure);
    if (erases) ::unlink(snapshot_path(options_.folder, tenant).c_str());
}

std::vector<TenantId> TenantIndexes::loaded() const
{
    std::vector<TenantId> ready;
    const std::shared_lock lock(mutex_);
    for (const auto& [tenant, slot] : slots_) {
        const std::scoped_lock one(slot->mutex);
        if (slot->state == LoadState::ready) ready.push_back(tenant);
    }
    return ready;
}

std::vector<MemoryUsage> TenantIndexes::memory(TenantId tenant) const
{
    auto* slot = known_slot(tenant);
    if (slot == nullptr) return {};
    const std::scoped_lock lock(slot->mutex);
    if (slot->state != LoadState::ready) return {};
    return memory_usage_of(*slot->index);
}

TenantIndexes::UncountedGroups TenantIndexes::uncounted(TenantId tenant) const
{
    auto* slot = known_slot(tenant);
    if (slot == nullptr) return {};
    const std::scoped_lock lock(slot->mutex);
    if (slot->state != LoadState::ready) return {};
    return {slot->index->sizes().uncounted(), slot->index->live().count()};
}

} // namespace muster::index

// Loading and committing, under the locks that TenantSlot describes. See upkeep.cpp for the rest.
#include "index/tenant/tenant_indexes.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include "base/text.h"
#include "index/tenant/loader.h"
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
    return mutation->stores_row && (kind == Kind::customer || kind == Kind::membership ||
                                    kind == Kind::group || kind == Kind::field);
}

bool is_creation(const MutationRef& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation->after);
    return customer != nullptr && mutation->stores_row && mutation->action == Action::created &&
           !mutation->before && !customer->removed_at;
}

constexpr std::string_view no_room = "index memory";

Failure no_memory(const std::string& detail)
{
    return fail(Code::unavailable, std::string(no_room),
                "there is no room for the tenant in memory", detail);
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
    if (error) log("cannot make " + options_.folder + ": " + error.message());
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
// loading, the mutations go to the backlog, see load().
void TenantIndexes::committed(TenantId tenant, Revision revision,
                              std::span<const MutationRef> mutations) noexcept
{
    TenantSlot* slot = known_slot(tenant);
    try {
        if (slot == nullptr) return forget_file(tenant, mutations);
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
    case LoadState::absent: return forget_file(tenant, mutations);
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

Result<void> TenantIndexes::load(TenantId tenant, TenantSlot& slot, Lock& lock)
{
    while (slot.state == LoadState::loading) slot.loaded_or_failed.wait(lock);
    if (slot.state == LoadState::ready) return {};
    TRY(check_refusal(slot));
    // Writes that commit from now on go to the backlog. Everything committed before is in the
    // store, where make_index() reads it. A row that is in both is applied twice, which does no
    // harm.
    slot.state = LoadState::loading;
    lock.unlock();
    auto index = make_index_safely(tenant, slot);
    lock.lock();
    if (std::exchange(slot.is_backlog_lost, false) && index) index = no_memory("for the changes");
    if (index) index = finish(slot, *std::move(index));
    slot.bytes = index ? bytes_of(**index) : 0;
    slot.backlog = std::vector<MutationRef>();
    slot.backlog_revision = 0;
    slot.state = index ? LoadState::ready : LoadState::absent;
    slot.loaded_or_failed.notify_all();
    if (!index) {
        if (index.error().subject == no_room) slot.refused_at = clock_.now();
        return fail(std::move(index).error());
    }
    slot.index = *std::move(index);
    return {};
}

// Applies what was committed while the last rows were read.
Result<std::unique_ptr<TenantIndex>> TenantIndexes::finish(TenantSlot& slot,
                                                           std::unique_ptr<TenantIndex> index)
{
    try {
        for (const auto& mutation : slot.backlog) index->put(mutation->after);
        index->set_revision(std::max(index->revision(), slot.backlog_revision));
        return index;
    } catch (const std::exception& exception) {
        return no_memory(exception.what());
    }
}

// A tenant that did not fit is not read again by each query.
Result<void> TenantIndexes::check_refusal(const TenantSlot& slot) const
{
    if (!slot.refused_at) return {};
    const auto left = limits::index_refusal - (clock_.now() - *slot.refused_at);
    if (left <= Time::duration::zero()) return {};
    Error error = no_memory("refused shortly before").value();
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(left);
    return fail(std::move(error));
}

std::size_t TenantIndexes::all_bytes() const
{
    std::size_t sum = 0;
    const std::shared_lock lock(mutex_);
    for (const auto& [tenant, slot] : slots_) sum += slot->bytes;
    return sum;
}

// While a tenant is being loaded: whether what it takes by now fits beside the others.
Result<void> TenantIndexes::check_room(TenantSlot& slot, std::size_t bytes)
{
    slot.bytes = bytes;
    if (all_bytes() <= options_.memory_bytes) return {};
    drop_idle(limits::index_idle);
    if (all_bytes() <= options_.memory_bytes) return {};
    return no_memory("the limit of the index is " + std::to_string(options_.memory_bytes) +
                     " bytes");
}

void TenantIndexes::apply_backlog(TenantSlot& slot, TenantIndex& index)
{
    std::vector<MutationRef> taken;
    {
        const std::scoped_lock lock(slot.mutex);
        taken.swap(slot.backlog);
    }
    for (const auto& mutation : taken) index.put(mutation->after);
}

// Counting the bytes visits every column, so that it is done once for many rows.
BetweenPages TenantIndexes::between_pages(TenantSlot& slot, TenantIndex& index)
{
    constexpr int pages = 10;
    return [this, &slot, &index, page = 0]() mutable -> Result<void> {
        apply_backlog(slot, index);
        if (++page % pages != 0) return {};
        return check_room(slot, bytes_of(index));
    };
}

// Lack of memory becomes an error, so that the queries that wait for the tenant are always woken.
Result<std::unique_ptr<TenantIndex>> TenantIndexes::make_index_safely(TenantId tenant,
                                                                      TenantSlot& slot)
{
    try {
        return make_index(tenant, slot);
    } catch (const std::exception& exception) {
        return no_memory(exception.what());
    }
}

Result<std::unique_ptr<TenantIndex>> TenantIndexes::make_index(TenantId tenant, TenantSlot& slot)
{
    // Not store_.revision(): a commit that is just being published is in the rows already, and its
    // call of committed() may have come before the tenant was loading.
    Revision revision = 0;
    TRY(store_.read_at_once(tenant, [&](Revision at) -> Result<void> {
        revision = at;
        return {};
    }));
    if (!options_.folder.empty()) {
        auto known = index_from_file(tenant, slot);
        if (known) {
            (*known)->set_revision(std::max(revision, (*known)->revision()));
            return known;
        }
        const Code code = known.error().code;
        if (code != Code::conflict && code != Code::not_found && code != Code::too_large) {
            return known;
        }
        if (code != Code::not_found) {
            log("the snapshot of tenant " + std::to_string(tenant.value) + ' ' +
                known.error().message + "; all rows are read again");
            ::unlink(snapshot_path(options_.folder, tenant).c_str());
        }
    }
    auto index = std::make_unique<TenantIndex>(tenant, options_.extras);
    TRY(load_rows(store_, *index, between_pages(slot, *index)));
    TRY(check_room(slot, bytes_of(*index)));
    index->set_revision(revision);
    const std::scoped_lock lock(slot.mutex);
    slot.unsaved_since = clock_.now();
    return index;
}

Result<std::unique_ptr<TenantIndex>> TenantIndexes::index_from_file(TenantId tenant,
                                                                    TenantSlot& slot)
{
    // The file is about as large as the index.
    std::error_code ignored; // without a file there is nothing to read
    const auto size = std::filesystem::file_size(snapshot_path(options_.folder, tenant), ignored);
    if (!ignored) TRY(check_room(slot, size));
    auto index = std::make_unique<TenantIndex>(tenant, options_.extras);
    TRY(read_snapshot(snapshot_path(options_.folder, tenant), store_, *index));
    const Revision saved = index->revision();
    TRY(check_room(slot, bytes_of(*index)));
    const bool erases =
        TRY(load_changes(store_, *index, limits::index_replay, between_pages(slot, *index)));
    index->trim();
    const Revision newest = TRY(store_.revision(tenant));
    const std::scoped_lock lock(slot.mutex);
    slot.unsaved_since.reset();
    if (saved != newest || slot.backlog_revision != 0) slot.unsaved_since = clock_.now();
    if (erases && !slot.unerased_since) slot.unerased_since = clock_.now();
    return index;
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

} // namespace muster::index

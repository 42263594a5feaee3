// Loading, committing, saving and dropping, each under the locks that TenantSlot describes.
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
                              std::span<const MutationRef> mutations)
{
    TenantSlot* slot = known_slot(tenant);
    if (slot == nullptr) return forget_file(tenant, mutations);
    const CommittedChanges changes(mutations);
    const bool is_prepared = prepare(*slot, changes);
    const std::scoped_lock lock(slot->mutex);
    switch (slot->state) {
    case LoadState::absent: return forget_file(tenant, mutations);
    case LoadState::loading:
        std::copy_if(mutations.begin(), mutations.end(), std::back_inserter(slot->backlog),
                     is_indexed_kind);
        slot->backlog_revision = revision;
        break;
    case LoadState::ready:
        if (is_prepared) {
            slot->index->publish(changes.ids);
        } else {
            for (const auto* customer : changes.creations) slot->index->put(*customer);
        }
        for (const auto* change : changes.others) {
            slot->index->put(change->after, change->changed ? &*change->changed : nullptr);
        }
        slot->index->set_revision(revision);
    }
    if (options_.folder.empty() || mutations.empty()) return;
    const Time now = clock_.now();
    if (!slot->unsaved_since) slot->unsaved_since = now;
    if (changes.erases && !slot->unerased_since) slot->unerased_since = now;
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
    // Writes that commit from now on go to the backlog. Everything committed before is in the
    // store, where make_index() reads it. A row that is in both is applied twice, which does no
    // harm.
    slot.state = LoadState::loading;
    lock.unlock();
    auto index = make_index_safely(tenant, slot);
    lock.lock();
    if (index) {
        for (const auto& mutation : slot.backlog) (*index)->put(mutation->after);
        (*index)->set_revision(std::max((*index)->revision(), slot.backlog_revision));
        slot.index = std::move(*index);
    }
    slot.backlog = std::vector<MutationRef>();
    slot.backlog_revision = 0;
    slot.state = index ? LoadState::ready : LoadState::absent;
    slot.loaded_or_failed.notify_all();
    if (!index) return fail(std::move(index).error());
    return {};
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

// Lack of memory becomes an error, so that the queries that wait for the tenant are always woken.
Result<std::unique_ptr<TenantIndex>> TenantIndexes::make_index_safely(TenantId tenant,
                                                                      TenantSlot& slot)
{
    try {
        return make_index(tenant, slot);
    } catch (const std::exception& exception) {
        return fail(Code::unavailable, "index", "there is no room for the tenant in memory",
                    exception.what());
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
    TRY(load_rows(store_, *index, [&] { apply_backlog(slot, *index); }));
    index->set_revision(revision);
    const std::scoped_lock lock(slot.mutex);
    slot.unsaved_since = clock_.now();
    return index;
}

Result<std::unique_ptr<TenantIndex>> TenantIndexes::index_from_file(TenantId tenant,
                                                                    TenantSlot& slot)
{
    auto index = std::make_unique<TenantIndex>(tenant, options_.extras);
    TRY(read_snapshot(snapshot_path(options_.folder, tenant), store_, *index));
    const Revision saved = index->revision();
    const bool erases = TRY(
        load_changes(store_, *index, limits::index_replay, [&] { apply_backlog(slot, *index); }));
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

Result<void> TenantIndexes::save(TenantId tenant)
{
    auto* slot = known_slot(tenant);
    if (slot == nullptr || options_.folder.empty()) {
        return fail(Code::not_found, "snapshot", "there is nothing to save");
    }
    const std::scoped_lock saving(slot->saving);
    SnapshotContent content;
    SnapshotHead head{.tenant = tenant.value};
    std::optional<Time> unsaved;
    std::optional<Time> unerased;
    {
        const std::scoped_lock lock(slot->mutex);
        if (slot->state != LoadState::ready) {
            return fail(Code::not_found, "snapshot", "the tenant is not loaded");
        }
        content = capture(*slot->index);
        head.shape = shape_of(*slot->index);
        unsaved = std::exchange(slot->unsaved_since, std::nullopt);
        unerased = std::exchange(slot->unerased_since, std::nullopt);
    }
    head.revision = content.revision;
    const auto history = history_at(store_, tenant, content.revision);
    if (history) head.history = *history;
    auto saved = history ? write_snapshot(snapshot_path(options_.folder, tenant), head, content)
                         : Result<void>(fail(history.error()));
    if (!saved) {
        const std::scoped_lock lock(slot->mutex);
        slot->unsaved_since = unsaved;
        slot->unerased_since = unerased;
        log("the snapshot of tenant " + std::to_string(tenant.value) + ": " +
            saved.error().message + " (" + saved.error().detail + "); the old one stays");
    }
    return saved;
}

void TenantIndexes::maintain()
{
    check_files();
    save_those([now = clock_.now()](const TenantSlot& slot) {
        const auto is_over = [&](const std::optional<Time>& since, std::chrono::minutes wait) {
            return since && now - *since >= wait;
        };
        return is_over(slot.unsaved_since, limits::index_save_after) ||
               is_over(slot.unerased_since, limits::index_save_after_erasure);
    });
    drop_idle();
}

void TenantIndexes::save_unsaved()
{
    save_those([](const TenantSlot& slot) { return slot.unsaved_since.has_value(); });
}

template <class IsDue>
void TenantIndexes::save_those(IsDue is_due)
{
    if (options_.folder.empty()) return;
    for (const TenantId tenant : loaded()) {
        auto* slot = known_slot(tenant);
        bool is_wanted = false;
        {
            const std::scoped_lock lock(slot->mutex);
            is_wanted = is_due(*slot);
        }
        if (is_wanted) static_cast<void>(save(tenant)); // save() has logged the failure
    }
}

void TenantIndexes::drop_idle()
{
    struct Idle {
        Time used_at{};
        TenantId tenant;
        std::size_t bytes = 0;
    };
    std::vector<Idle> candidates;
    std::size_t sum = 0;
    const Time now = clock_.now();
    for (const TenantId tenant : loaded()) {
        std::size_t bytes = 0;
        for (const auto& use : memory(tenant)) bytes += use.bytes;
        sum += bytes;
        auto* slot = known_slot(tenant);
        const std::scoped_lock lock(slot->mutex);
        if (now - slot->used_at >= limits::index_idle) {
            candidates.push_back({slot->used_at, tenant, bytes});
        }
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Idle& a, const Idle& b) { return a.used_at < b.used_at; });
    for (const auto& idle : candidates) {
        if (sum <= options_.memory_bytes) return;
        drop(idle.tenant, *known_slot(idle.tenant));
        sum -= idle.bytes;
    }
}

void TenantIndexes::drop(TenantId tenant, TenantSlot& slot)
{
    bool is_saved = false;
    {
        const std::scoped_lock lock(slot.mutex);
        is_saved = !slot.unsaved_since;
    }
    if (!is_saved && !options_.folder.empty()) static_cast<void>(save(tenant));
    const std::scoped_lock lock(slot.mutex);
    if (slot.state != LoadState::ready) return;
    // Promise 10: the file could not be replaced and still holds a removed customer.
    if (slot.unerased_since) ::unlink(snapshot_path(options_.folder, tenant).c_str());
    slot.index.reset();
    slot.state = LoadState::absent;
    slot.unsaved_since.reset();
    slot.unerased_since.reset();
}

// Promise 10. Runs once after a start: looks for files that are older than the removal of a
// customer and deletes them. A tenant that has been loaded meanwhile has replayed the removal, and
// only needs a new file.
void TenantIndexes::check_files()
{
    if (options_.folder.empty() || std::exchange(has_checked_files_, true)) return;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options_.folder, error)) {
        const auto name = entry.path().stem().string();
        const auto number = parse_integer(name);
        if (!number || entry.path().extension() != ".index") continue;
        const auto head = read_head(entry.path().string());
        ChangeQuery query;
        query.tenant = TenantId{*number};
        query.kind = Kind::customer;
        query.limit = static_cast<std::int64_t>(limits::page_items);
        query.after = head ? head->revision : 0;
        bool erases = !head;
        for (auto changes = store_.changes(query); changes && !changes->empty() && !erases;
             changes = store_.changes(query)) {
            erases = std::any_of(changes->begin(), changes->end(), [](const Change& change) {
                return change.action == Action::removed;
            });
            query.after = changes->back().revision;
        }
        if (!erases) continue;
        auto& slot = slot_of(query.tenant);
        const std::scoped_lock lock(slot.mutex);
        if (slot.state == LoadState::absent) {
            ::unlink(entry.path().c_str());
        } else if (!slot.unerased_since) {
            slot.unerased_since = clock_.now();
        }
    }
}

} // namespace muster::index

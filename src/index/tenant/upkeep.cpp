// What TenantIndexes does from time to time: saves snapshots, drops tenants, and deletes files that
// hold erased customers.
#include <algorithm>
#include <filesystem>

#include <unistd.h>

#include "base/text.h"
#include "index/tenant/memory_usage.h"
#include "index/tenant/snapshot.h"
#include "index/tenant/tenant_indexes.h"

namespace muster::index {

using namespace model;
using LoadState = TenantSlot::LoadState;

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
    for (const TenantId tenant : loaded()) {
        auto* slot = known_slot(tenant);
        const std::scoped_lock lock(slot->mutex);
        if (slot->state == LoadState::ready) slot->bytes = bytes_of(*slot->index);
    }
    drop_idle(limits::index_idle);
    drop_idle(std::chrono::minutes{0}); // loaded tenants have grown beyond the limit
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

// While there is more than the limit: drops tenants without a query for so long, those first that
// were asked about least recently.
void TenantIndexes::drop_idle(std::chrono::minutes idle)
{
    std::vector<std::pair<Time, TenantId>> candidates;
    const Time now = clock_.now();
    if (all_bytes() <= options_.memory_bytes) return;
    for (const TenantId tenant : loaded()) {
        auto* slot = known_slot(tenant);
        const std::scoped_lock lock(slot->mutex);
        if (now - slot->used_at >= idle) candidates.emplace_back(slot->used_at, tenant);
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [used_at, tenant] : candidates) {
        if (all_bytes() <= options_.memory_bytes) return;
        drop(tenant, *known_slot(tenant));
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
    slot.bytes = 0;
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
        auto changes = store_.changes(query);
        for (; changes && !changes->empty() && !erases; changes = store_.changes(query)) {
            erases = std::any_of(changes->begin(), changes->end(), [](const Change& change) {
                return change.action == Action::removed;
            });
            query.after = changes->back().revision;
        }
        if (!changes) has_checked_files_ = false; // the next call looks again
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

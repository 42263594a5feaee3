#include "index/tenant/tenants.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include "base/text.h"
#include "index/tenant/accounting.h"
#include "index/tenant/loader.h"
#include "index/tenant/snapshot.h"

namespace muster::index {

using namespace model;
using State = TenantPlace::State;

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

bool is_newcomer(const MutationRef& mutation)
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

// What a write put, by how the index takes it. Newcomers first: nothing else in a write of many can
// come before them.
struct Tenants::Sorted {
    explicit Sorted(std::span<const MutationRef> mutations)
    {
        for (const auto& mutation : mutations) {
            erases = erases || is_erasure(mutation);
            if (is_newcomer(mutation)) {
                newcomers.push_back(&mutation->after);
                ids.push_back(row_id(mutation->after));
            } else if (const Entity** known = newcomer(mutation)) {
                *known = &mutation->after;
            } else if (is_indexed_kind(mutation)) {
                others.push_back(&mutation->after);
            }
        }
    }

    // The place of one who came earlier in the write, and goes on to be there.
    const Entity** newcomer(const MutationRef& mutation)
    {
        const auto* customer = std::get_if<Customer>(&mutation->after);
        if (customer == nullptr || !mutation->stores_row || customer->removed_at) return nullptr;
        const auto place = std::lower_bound(ids.begin(), ids.end(), customer->id.value);
        if (place == ids.end() || *place != customer->id.value) return nullptr;
        return &newcomers[static_cast<std::size_t>(place - ids.begin())];
    }

    std::vector<const Entity*> newcomers; // as they are in the end
    std::vector<std::int64_t> ids;        // of them; in their order, as far as they came in it
    std::vector<const Entity*> others;
    bool erases = false;
};

Tenants::Tenants(Store& store, const Clock& clock, Options options)
    : store_(store), clock_(clock), options_(std::move(options))
{
    sort_by_dialect(options_.extras);
    if (options_.folder.empty()) return;
    std::error_code error;
    if (std::filesystem::create_directories(options_.folder, error)) {
        std::filesystem::permissions(options_.folder, std::filesystem::perms::owner_all, error);
    }
    if (error) tell("cannot make " + options_.folder + ": " + error.message());
}

void Tenants::tell(const std::string& line) const
{
    if (options_.tell) options_.tell(line);
}

TenantPlace* Tenants::known_place(TenantId tenant) const
{
    const std::shared_lock lock(mutex_);
    const auto place = places_.find(tenant);
    return place == places_.end() ? nullptr : place->second.get();
}

TenantPlace& Tenants::place_of(TenantId tenant)
{
    if (auto* place = known_place(tenant)) return *place;
    const std::unique_lock lock(mutex_);
    auto& place = places_[tenant];
    if (!place) place = std::make_unique<TenantPlace>();
    return *place;
}

// Whoever is not loading has its rows in the store when it is loaded; see load().
void Tenants::committed(TenantId tenant, Revision revision, std::span<const MutationRef> mutations)
{
    TenantPlace* place = known_place(tenant);
    if (place == nullptr) return forget_file(tenant, mutations);
    const Sorted sorted(mutations);
    const bool is_prepared = prepare(*place, sorted);
    const std::scoped_lock lock(place->mutex);
    switch (place->state) {
    case State::absent: return forget_file(tenant, mutations);
    case State::loading:
        std::copy_if(mutations.begin(), mutations.end(), std::back_inserter(place->backlog),
                     is_indexed_kind);
        place->backlog_revision = revision;
        break;
    case State::ready:
        if (is_prepared) {
            place->image->admit(sorted.ids);
        } else {
            for (const auto* customer : sorted.newcomers) place->image->put(*customer);
        }
        for (const auto* row : sorted.others) place->image->put(*row);
        place->image->set_revision(revision);
    }
    if (options_.folder.empty()) return;
    const Time now = clock_.now();
    if (!place->unsaved_since) place->unsaved_since = now;
    if (sorted.erases && !place->unerased_since) place->unerased_since = now;
}

// Of a write that makes many customers, these, known already but not there yet: piece by piece, so
// that questions need not wait for all of them. False when they are few, or the tenant was dropped.
bool Tenants::prepare(TenantPlace& place, const Sorted& sorted)
{
    constexpr std::size_t piece = 16;
    constexpr int most_yields = 200; // to whoever asks, which takes some microseconds
    if (sorted.newcomers.size() <= piece) return false;
    for (std::size_t done = 0; done < sorted.newcomers.size();) {
        int yields = 0;
        do std::this_thread::yield();
        while (++yields < most_yields && place.askers > 0);
        const std::scoped_lock lock(place.mutex);
        if (place.state != State::ready) return false;
        for (const auto end = std::min(done + piece, sorted.newcomers.size()); done < end; ++done) {
            place.image->prepare(std::get<Customer>(*sorted.newcomers[done]));
        }
    }
    return true;
}

// promise 10: the file of a tenant that is not loaded goes when a person goes; that of one that is
// loaded is written anew soon.
void Tenants::forget_file(TenantId tenant, std::span<const MutationRef> mutations) const
{
    if (options_.folder.empty()) return;
    const bool erases = std::any_of(mutations.begin(), mutations.end(), is_erasure);
    if (erases) ::unlink(snapshot_path(options_.folder, tenant).c_str());
}

Result<void> Tenants::load(TenantId tenant, TenantPlace& place, Lock& lock)
{
    while (place.state == State::loading) place.settled.wait(lock);
    if (place.state == State::ready) return {};
    // From here on what is committed goes to the backlog; what was before is in the store.
    place.state = State::loading;
    lock.unlock();
    auto image = make_image_safely(tenant, place);
    lock.lock();
    if (image) {
        for (const auto& mutation : place.backlog) (*image)->put(mutation->after);
        (*image)->set_revision(std::max((*image)->revision(), place.backlog_revision));
        place.image = std::move(*image);
    }
    place.backlog = std::vector<MutationRef>();
    place.backlog_revision = 0;
    place.state = image ? State::ready : State::absent;
    place.settled.notify_all();
    if (!image) return fail(std::move(image).error());
    return {};
}

void Tenants::take_backlog(TenantPlace& place, Image& image)
{
    std::vector<MutationRef> taken;
    {
        const std::scoped_lock lock(place.mutex);
        taken.swap(place.backlog);
    }
    for (const auto& mutation : taken) image.put(mutation->after);
}

// Whatever happens, nobody waits for it for ever.
Result<std::unique_ptr<Image>> Tenants::make_image_safely(TenantId tenant, TenantPlace& place)
{
    try {
        return make_image(tenant, place);
    } catch (const std::exception& exception) {
        return fail(Code::unavailable, "index", "there is no room for the tenant in memory",
                    exception.what());
    }
}

Result<std::unique_ptr<Image>> Tenants::make_image(TenantId tenant, TenantPlace& place)
{
    const Revision revision = TRY(store_.revision(tenant));
    if (!options_.folder.empty()) {
        auto known = image_from_file(tenant, place);
        if (known) {
            (*known)->set_revision(std::max(revision, (*known)->revision()));
            return known;
        }
        const Code code = known.error().code;
        if (code != Code::conflict && code != Code::not_found && code != Code::too_large) {
            return known;
        }
        if (code != Code::not_found) {
            tell("the snapshot of tenant " + std::to_string(tenant.value) + ' ' +
                 known.error().message + "; all rows are read anew");
            ::unlink(snapshot_path(options_.folder, tenant).c_str());
        }
    }
    auto image = std::make_unique<Image>(tenant, options_.extras);
    TRY(load_rows(store_, *image, [&] { take_backlog(place, *image); }));
    image->set_revision(revision);
    const std::scoped_lock lock(place.mutex);
    place.unsaved_since = clock_.now();
    return image;
}

Result<std::unique_ptr<Image>> Tenants::image_from_file(TenantId tenant, TenantPlace& place)
{
    auto image = std::make_unique<Image>(tenant, options_.extras);
    TRY(read_snapshot(snapshot_path(options_.folder, tenant), store_, *image));
    const Revision saved = image->revision();
    const bool erases = TRY(
        load_changes(store_, *image, limits::index_replay, [&] { take_backlog(place, *image); }));
    image->trim();
    const Revision newest = TRY(store_.revision(tenant));
    const std::scoped_lock lock(place.mutex);
    place.unsaved_since.reset();
    if (saved != newest || place.backlog_revision != 0) place.unsaved_since = clock_.now();
    if (erases && !place.unerased_since) place.unerased_since = clock_.now();
    return image;
}

std::vector<TenantId> Tenants::loaded() const
{
    std::vector<TenantId> ready;
    const std::shared_lock lock(mutex_);
    for (const auto& [tenant, place] : places_) {
        const std::scoped_lock one(place->mutex);
        if (place->state == State::ready) ready.push_back(tenant);
    }
    return ready;
}

std::vector<MemoryUse> Tenants::memory(TenantId tenant) const
{
    auto* place = known_place(tenant);
    if (place == nullptr) return {};
    const std::scoped_lock lock(place->mutex);
    if (place->state != State::ready) return {};
    return memory_of(*place->image);
}

Result<void> Tenants::save(TenantId tenant)
{
    auto* place = known_place(tenant);
    if (place == nullptr || options_.folder.empty()) {
        return fail(Code::not_found, "snapshot", "there is nothing to save");
    }
    const std::scoped_lock saving(place->saving);
    Frozen frozen;
    SnapshotHead head{.tenant = tenant.value};
    std::optional<Time> unsaved;
    std::optional<Time> unerased;
    {
        const std::scoped_lock lock(place->mutex);
        if (place->state != State::ready) {
            return fail(Code::not_found, "snapshot", "the tenant is not loaded");
        }
        frozen = freeze(*place->image);
        head.shape = shape_of(*place->image);
        unsaved = std::exchange(place->unsaved_since, std::nullopt);
        unerased = std::exchange(place->unerased_since, std::nullopt);
    }
    head.revision = frozen.revision;
    const auto history = history_at(store_, tenant, frozen.revision);
    if (history) head.history = *history;
    auto saved = history ? write_snapshot(snapshot_path(options_.folder, tenant), head, frozen)
                         : Result<void>(fail(history.error()));
    if (!saved) {
        const std::scoped_lock lock(place->mutex);
        place->unsaved_since = unsaved;
        place->unerased_since = unerased;
        tell("the snapshot of tenant " + std::to_string(tenant.value) + ": " +
             saved.error().message + " (" + saved.error().detail + "); the old one stays");
    }
    return saved;
}

void Tenants::keep()
{
    check_files();
    save_those([now = clock_.now()](const TenantPlace& place) {
        const auto is_over = [&](const std::optional<Time>& since, std::chrono::minutes wait) {
            return since && now - *since >= wait;
        };
        return is_over(place.unsaved_since, limits::index_save_after) ||
               is_over(place.unerased_since, limits::index_save_after_erasure);
    });
    drop_idle();
}

void Tenants::save_unsaved()
{
    save_those([](const TenantPlace& place) { return place.unsaved_since.has_value(); });
}

template <class IsDue>
void Tenants::save_those(IsDue is_due)
{
    if (options_.folder.empty()) return;
    for (const TenantId tenant : loaded()) {
        auto* place = known_place(tenant);
        bool is_wanted = false;
        {
            const std::scoped_lock lock(place->mutex);
            is_wanted = is_due(*place);
        }
        if (is_wanted) static_cast<void>(save(tenant)); // what fails is told, and tried again
    }
}

void Tenants::drop_idle()
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
        auto* place = known_place(tenant);
        const std::scoped_lock lock(place->mutex);
        if (now - place->used_at >= limits::index_idle) {
            candidates.push_back({place->used_at, tenant, bytes});
        }
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Idle& a, const Idle& b) { return a.used_at < b.used_at; });
    for (const auto& idle : candidates) {
        if (sum <= options_.memory_bytes) return;
        drop(idle.tenant, *known_place(idle.tenant));
        sum -= idle.bytes;
    }
}

void Tenants::drop(TenantId tenant, TenantPlace& place)
{
    bool is_saved = false;
    {
        const std::scoped_lock lock(place.mutex);
        is_saved = !place.unsaved_since;
    }
    if (!is_saved && !options_.folder.empty()) static_cast<void>(save(tenant));
    const std::scoped_lock lock(place.mutex);
    if (place.state != State::ready) return;
    // A person erased since: what the file still holds goes with it.
    if (place.unerased_since) ::unlink(snapshot_path(options_.folder, tenant).c_str());
    place.image.reset();
    place.state = State::absent;
    place.unsaved_since.reset();
    place.unerased_since.reset();
}

// Once, after a start: a person may have been erased after the file was written and before the
// program ended. Whoever loads the tenant replays that; until then the file must not stay.
void Tenants::check_files()
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
        auto& place = place_of(query.tenant);
        const std::scoped_lock lock(place.mutex);
        if (place.state == State::absent) {
            ::unlink(entry.path().c_str());
        } else if (!place.unerased_since) {
            place.unerased_since = clock_.now();
        }
    }
}

} // namespace muster::index

// How TenantIndexes loads tenants: loader threads take them from a queue, and queries wait a while.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>

#include <unistd.h>

#include "index/tenant/loader.h"
#include "index/tenant/memory_usage.h"
#include "index/tenant/snapshot.h"
#include "index/tenant/tenant_indexes.h"

namespace muster::index {

using namespace model;
using LoadState = TenantSlot::LoadState;

namespace {

constexpr std::string_view no_room = "index memory";

Failure no_memory(const std::string& detail)
{
    return fail(Code::unavailable, std::string(no_room),
                "there is no room for the tenant in memory", detail);
}

// As of a tenant that is being loaded: a job then goes on after the next start.
Failure stopped()
{
    return fail(Code::unavailable, std::string(loading_subject), "the server is stopping");
}

} // namespace

// Applies to one index what is committed while it is loaded.
class TenantIndexes::CommitsMeanwhile final : public LoadListener {
public:
    CommitsMeanwhile(TenantIndexes& owner, TenantSlot& slot, TenantIndex& index)
        : owner_(owner), slot_(slot), index_(index)
    {}

    void set_aside() override
    {
        const std::scoped_lock lock(slot_.mutex);
        changes_.swap(slot_.backlog);
    }

    // Counting the bytes visits every column, so that it is done once for many rows.
    Result<void> apply() override
    {
        constexpr int pages = 10;
        for (const auto& mutation : changes_) index_.put(mutation->after);
        changes_.clear();
        if (owner_.stops_) return stopped();
        if (++page_ % pages != 0) return {};
        return owner_.check_room(slot_, bytes_of(index_));
    }

    void expect(std::int64_t rows) override { slot_.expected_rows = rows; }
    void note(std::int64_t rows) override { slot_.loaded_rows += rows; }

private:
    TenantIndexes& owner_;
    TenantSlot& slot_;
    TenantIndex& index_;
    std::vector<MutationRef> changes_;
    int page_ = 0;
};

Result<void> TenantIndexes::load(TenantId tenant, TenantSlot& slot, Lock& lock,
                                 std::optional<std::chrono::milliseconds> longest)
{
    if (slot.state == LoadState::absent) TRY(begin_load(tenant, slot));
    const auto is_over = [&] {
        return stops_ || slot.state == LoadState::ready || slot.state == LoadState::absent;
    };
    if (longest) {
        slot.loaded_or_failed.wait_for(lock, *longest, is_over);
    } else {
        slot.loaded_or_failed.wait(lock, is_over);
    }
    if (slot.state == LoadState::ready) return {};
    if (stops_) return stopped();
    if (slot.state == LoadState::absent && slot.load_error) return fail(*slot.load_error);
    return fail(still_loading(slot));
}

// With the progress, and when the load will probably be over.
Error TenantIndexes::still_loading(const TenantSlot& slot) const
{
    constexpr std::chrono::seconds longest{60};
    const std::int64_t done = slot.loaded_rows;
    const std::int64_t all = slot.expected_rows;
    std::string message = "the customers are being loaded into memory";
    if (slot.state == LoadState::loading && all > 0) {
        message +=
            ": " + std::to_string(done) + " of about " + std::to_string(all) + " rows so far";
    }
    Error error{
        Code::unavailable, std::string(loading_subject), message + "; try again", {}, {}, {}};
    const auto elapsed = std::chrono::duration<double>(clock_.now() - slot.load_began).count();
    const double left = static_cast<double>(std::max(all - done, std::int64_t{0})) /
                        static_cast<double>(std::max(done, std::int64_t{1}));
    error.retry_after = std::chrono::seconds{
        std::clamp(static_cast<std::int64_t>(elapsed * left), std::int64_t{1}, longest.count())};
    return error;
}

// Under the lock of the slot. While the tenant waits in the queue, it is as good as absent.
Result<void> TenantIndexes::begin_load(TenantId tenant, TenantSlot& slot)
{
    if (stops_) return stopped();
    TRY(check_refusal(slot));
    const std::scoped_lock lock(queue_mutex_);
    if (idle_loaders_ <= queue_.size() && loaders_.size() < limits::index_loaders) {
        try {
            loaders_.emplace_back([this] { run_loader(); });
            ++idle_loaders_;
        } catch (const std::system_error& error) {
            if (loaders_.empty()) {
                return fail(Code::unavailable, "index", "there is no thread to load the tenant",
                            error.what());
            }
        }
    }
    queue_.push_back(tenant);
    slot.state = LoadState::queued;
    slot.load_error.reset();
    slot.loaded_rows = slot.expected_rows = 0;
    slot.load_began = clock_.now();
    queued_.notify_one();
    return {};
}

void TenantIndexes::run_loader()
{
    Lock lock(queue_mutex_);
    for (;;) {
        queued_.wait(lock, [this] { return stops_ || !queue_.empty(); });
        if (stops_) return;
        const TenantId tenant = queue_.front();
        queue_.pop_front();
        --idle_loaders_;
        lock.unlock();
        run_load(tenant, slot_of(tenant));
        lock.lock();
        ++idle_loaders_;
    }
}

void TenantIndexes::run_load(TenantId tenant, TenantSlot& slot)
{
    {
        // Writes that commit from now on go to the backlog. Everything committed before is in the
        // store, where make_index() reads it. A row that is in both is applied twice, which does no
        // harm.
        const std::scoped_lock lock(slot.mutex);
        slot.state = LoadState::loading;
        slot.load_began = clock_.now();
    }
    auto index = make_index_safely(tenant, slot);
    std::string failure;
    {
        const std::scoped_lock lock(slot.mutex);
        if (std::exchange(slot.is_backlog_lost, false) && index) {
            index = no_memory("for the changes");
        }
        if (index) index = finish(slot, *std::move(index));
        slot.bytes = index ? bytes_of(**index) : 0;
        slot.backlog = std::vector<MutationRef>();
        slot.backlog_revision = 0;
        slot.state = index ? LoadState::ready : LoadState::absent;
        slot.used_at = clock_.now();
        if (index) {
            slot.index = *std::move(index);
        } else {
            slot.load_error = index.error();
            failure = index.error().message + " (" + index.error().detail + ')';
            if (index.error().subject == no_room) slot.refused_at = slot.used_at;
        }
        slot.loaded_or_failed.notify_all();
    }
    if (failure.empty() || stops_) return;
    log("tenant " + std::to_string(tenant.value) + " could not be loaded: " + failure +
        "; the next query tries again");
}

Result<void> TenantIndexes::preload(TenantId tenant)
{
    TenantSlot& slot = slot_of(tenant);
    Lock lock(slot.mutex);
    if (slot.state == LoadState::ready) return {};
    return load(tenant, slot, lock, {});
}

bool TenantIndexes::is_loaded(TenantId tenant) const
{
    auto* slot = known_slot(tenant);
    if (slot == nullptr) return false;
    const std::scoped_lock lock(slot->mutex);
    return slot->state == LoadState::ready;
}

void TenantIndexes::stop_loading()
{
    {
        const std::scoped_lock lock(queue_mutex_);
        stops_ = true;
    }
    queued_.notify_all();
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [tenant, slot] : slots_) {
            const std::scoped_lock one(slot->mutex); // so that no query is about to wait
            slot->loaded_or_failed.notify_all();
        }
    }
    for (auto& loader : loaders_) loader.join(); // nothing is added to them any more
    loaders_.clear();
}

TenantIndexes::~TenantIndexes() { stop_loading(); }

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
    CommitsMeanwhile meanwhile(*this, slot, *index);
    TRY(load_rows(store_, *index, meanwhile));
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
    CommitsMeanwhile meanwhile(*this, slot, *index);
    const bool erases = TRY(load_changes(store_, *index, limits::index_replay, meanwhile));
    index->trim();
    const Revision newest = TRY(store_.revision(tenant));
    const std::scoped_lock lock(slot.mutex);
    slot.unsaved_since.reset();
    if (saved != newest || slot.backlog_revision != 0) slot.unsaved_since = clock_.now();
    if (erases && !slot.unerased_since) slot.unerased_since = clock_.now();
    return index;
}

} // namespace muster::index

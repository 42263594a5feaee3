// The images of all tenants: loaded when first asked for, kept in step with what is committed,
// saved and dropped. The only place that locks. Knows no questions.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "index/index.h"
#include "index/tenant/image.h"

namespace muster::index {

// One tenant's place. Lock order: saving before mutex; never the store under mutex.
struct TenantPlace {
    enum class State { absent, loading, ready };

    std::atomic<int> askers = 0; // wait for the mutex with a question
    std::mutex mutex;            // of all below
    std::condition_variable settled;
    State state = State::absent;
    std::unique_ptr<Image> image;            // when ready
    std::vector<model::MutationRef> backlog; // committed while loading
    model::Revision backlog_revision = 0;    // of the newest of them
    Time used_at{};                          // by a question
    std::optional<Time> unsaved_since{};     // the first change that the file lacks
    std::optional<Time> unerased_since{};    // the first erasure that it lacks
    std::mutex saving;                       // held while the file is written
};

class Tenants {
public:
    Tenants(model::Store& store, const Clock& clock, Options options);

    void committed(model::TenantId tenant, model::Revision revision,
                   std::span<const model::MutationRef> mutations);

    // ask(image, now) under its lock, which holds up writes: to be short.
    template <class Ask>
    auto with_image(model::TenantId tenant, Ask ask)
        -> Result<std::invoke_result_t<Ask, const Image&, Time>>
    {
        TenantPlace& place = place_of(tenant);
        ++place.askers;
        std::unique_lock lock(place.mutex);
        --place.askers;
        if (place.state != TenantPlace::State::ready) TRY(load(tenant, place, lock));
        place.used_at = clock_.now();
        return ask(std::as_const(*place.image), place.used_at);
    }

    std::vector<model::TenantId> loaded() const;
    std::vector<MemoryUse> memory(model::TenantId tenant) const;
    void keep();
    Result<void> save(model::TenantId tenant);
    void save_unsaved();

private:
    using Lock = std::unique_lock<std::mutex>;

    TenantPlace& place_of(model::TenantId tenant);
    TenantPlace* known_place(model::TenantId tenant) const;
    Result<void> load(model::TenantId tenant, TenantPlace& place, Lock& lock);
    Result<std::unique_ptr<Image>> make_image_safely(model::TenantId tenant, TenantPlace& place);
    Result<std::unique_ptr<Image>> make_image(model::TenantId tenant, TenantPlace& place);
    Result<std::unique_ptr<Image>> image_from_file(model::TenantId tenant, TenantPlace& place);
    struct Sorted;
    bool prepare(TenantPlace& place, const Sorted& sorted);
    void forget_file(model::TenantId tenant, std::span<const model::MutationRef> mutations) const;
    void take_backlog(TenantPlace& place, Image& image);
    // Those whose place is due.
    template <class IsDue>
    void save_those(IsDue is_due);
    void drop_idle();
    void drop(model::TenantId tenant, TenantPlace& place);
    void check_files();
    void tell(const std::string& line) const;

    model::Store& store_;
    const Clock& clock_;
    Options options_;
    mutable std::shared_mutex mutex_; // of the map alone: places stay where they are
    std::map<model::TenantId, std::unique_ptr<TenantPlace>> places_;
    bool has_checked_files_ = false; // by whoever keeps house
};

} // namespace muster::index

// The newest published revision of every tenant: durable, and known to the commit listener. In
// memory, because every request reads one. Thread-safe.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/limits.h"
#include "base/result.h"
#include "model/entities.h"

namespace muster::store::sql {

class NewestRevisions {
public:
    model::Revision of(model::TenantId tenant) const
    {
        const std::shared_lock lock(mutex_);
        const auto found = newest_.find(tenant.value);
        return found == newest_.end() ? 0 : found->second;
    }

    // Before the commit of a write, so that advance() needs no memory.
    void expect(model::TenantId tenant)
    {
        const std::unique_lock lock(mutex_);
        newest_.try_emplace(tenant.value, 0);
    }

    void advance(model::TenantId tenant, model::Revision revision)
    {
        {
            const std::unique_lock lock(mutex_);
            auto& newest = newest_[tenant.value];
            total_ += revision - newest;
            newest = revision;
        }
        advanced_.notify_all();
    }

    // While a batch commits: readers may see its writes in the file before they are published.
    void set_committing(bool is_committing) { is_committing_ = is_committing; }
    bool is_committing() const { return is_committing_; }

    // Waits until the revision, which is durable, is published.
    Result<void> wait_for(model::TenantId tenant, model::Revision revision) const
    {
        std::shared_lock lock(mutex_);
        const auto is_published = [&] {
            const auto found = newest_.find(tenant.value);
            return (found == newest_.end() ? 0 : found->second) >= revision;
        };
        if (advanced_.wait_for(lock, limits::publication_wait, is_published)) return {};
        return fail(Code::unavailable, "store", "the newest change is not indexed yet: try again");
    }

    // Of all tenants together: it grows with every logged write.
    std::int64_t total() const
    {
        const std::shared_lock lock(mutex_);
        return total_;
    }

private:
    std::atomic<bool> is_committing_ = false;
    mutable std::condition_variable_any advanced_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::int64_t, model::Revision> newest_;
    std::int64_t total_ = 0;
};

} // namespace muster::store::sql

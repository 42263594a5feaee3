// The newest durable revision of every tenant, in memory: asked on every request. Thread-safe.
#pragma once

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "core/entities.h"

namespace muster::store::sqlite {

class Revisions {
public:
    core::Revision of(core::TenantId tenant) const
    {
        const std::shared_lock lock(mutex_);
        const auto found = newest_.find(tenant.value);
        return found == newest_.end() ? 0 : found->second;
    }

    void advance(core::TenantId tenant, core::Revision revision)
    {
        const std::unique_lock lock(mutex_);
        newest_[tenant.value] = revision;
    }

private:
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::int64_t, core::Revision> newest_;
};

} // namespace muster::store::sqlite

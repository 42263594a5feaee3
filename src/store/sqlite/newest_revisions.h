// The newest durable revision of every tenant, in memory, because every request reads one.
// Thread-safe.
#pragma once

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "model/entities.h"

namespace muster::store::sqlite {

class NewestRevisions {
public:
    model::Revision of(model::TenantId tenant) const
    {
        const std::shared_lock lock(mutex_);
        const auto found = newest_.find(tenant.value);
        return found == newest_.end() ? 0 : found->second;
    }

    void advance(model::TenantId tenant, model::Revision revision)
    {
        const std::unique_lock lock(mutex_);
        newest_[tenant.value] = revision;
    }

private:
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::int64_t, model::Revision> newest_;
};

} // namespace muster::store::sqlite

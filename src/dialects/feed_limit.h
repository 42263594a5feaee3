// How many live feeds are open, of all tenants and of each. Knows no API.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "dialects/dialect.h"

namespace muster::dialects {

// Thread-safe. Its memory is bounded by the number of open feeds.
class FeedLimit : public std::enable_shared_from_this<FeedLimit> {
public:
    // A place, which is free again when the last reference goes; null when there is none.
    std::shared_ptr<void> enter(model::TenantId tenant);

private:
    void leave(model::TenantId tenant);

    std::mutex mutex_;
    std::size_t all_ = 0;
    std::map<model::TenantId, std::size_t> by_tenant_;
};

} // namespace muster::dialects

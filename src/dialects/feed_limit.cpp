// See feed_limit.h.
#include "dialects/feed_limit.h"

#include "base/limits.h"

namespace muster::dialects {

std::shared_ptr<FeedLimit> make_feed_limit() { return std::make_shared<FeedLimit>(); }

std::shared_ptr<void> FeedLimit::enter(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    if (all_ >= limits::change_feeds) return nullptr;
    const auto own = by_tenant_.find(tenant);
    if (own != by_tenant_.end() && own->second >= limits::change_feeds_per_tenant) return nullptr;
    ++by_tenant_[tenant];
    ++all_;
    return {this, [self = shared_from_this(), tenant](FeedLimit*) { self->leave(tenant); }};
}

void FeedLimit::leave(model::TenantId tenant)
{
    const std::lock_guard lock(mutex_);
    const auto own = by_tenant_.find(tenant);
    if (--own->second == 0) by_tenant_.erase(own);
    --all_;
}

} // namespace muster::dialects

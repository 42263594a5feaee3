#include "directory/standing_rules.h"

#include <map>
#include <mutex>

#include "base/limits.h"
#include "directory/standing_tenant.h"

namespace muster::directory {

struct StandingRules::Tenants {
    struct KnownTenant {
        std::shared_ptr<StandingTenant> tenant;
        std::size_t cost = 0;
    };

    std::mutex mutex;
    std::map<TenantId, KnownTenant> known;
    std::size_t cost = 0; // of all together
};

StandingRules::StandingRules() : tenants_(std::make_unique<Tenants>()) {}
StandingRules::~StandingRules() = default;

std::shared_ptr<StandingTenant> StandingRules::of(TenantId tenant)
{
    const std::scoped_lock lock(tenants_->mutex);
    auto& known = tenants_->known[tenant].tenant;
    if (!known) known = std::make_shared<StandingTenant>();
    return known;
}

void StandingRules::forget(TenantId tenant)
{
    const std::scoped_lock lock(tenants_->mutex);
    const auto found = tenants_->known.find(tenant);
    if (found == tenants_->known.end()) return;
    tenants_->cost -= found->second.cost;
    tenants_->known.erase(found);
}

// A unit more for each tenant, so that those without rules count, too.
void StandingRules::note_cost(TenantId tenant, std::size_t cost)
{
    const std::scoped_lock lock(tenants_->mutex);
    const auto found = tenants_->known.find(tenant);
    if (found == tenants_->known.end() || found->second.cost == cost + 1) return;
    tenants_->cost += cost + 1 - found->second.cost;
    found->second.cost = cost + 1;
    if (tenants_->cost <= limits::standing_cost) return;
    auto used = std::move(found->second);
    tenants_->known.clear();
    tenants_->cost = used.cost;
    tenants_->known.emplace(tenant, std::move(used));
}

} // namespace muster::directory

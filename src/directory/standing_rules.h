// The fields and rules of the tenants that are written to, in memory from write to write. Part of
// the Directory. Knows no API.
#pragma once

#include <memory>

#include "model/entities.h"

namespace muster::directory {

class StandingTenant;

// Thread-safe.
class StandingRules {
public:
    StandingRules();
    ~StandingRules();
    StandingRules(const StandingRules&) = delete;

    std::shared_ptr<StandingTenant> of(model::TenantId tenant);
    void forget(model::TenantId tenant);
    // What the tenant's fields and rules cost. When all tenants together cost more than
    // limits::standing_cost, all others are forgotten: they are read again when they are needed.
    void note_cost(model::TenantId tenant, std::size_t cost);

private:
    struct Tenants;
    std::unique_ptr<Tenants> tenants_;
};

} // namespace muster::directory

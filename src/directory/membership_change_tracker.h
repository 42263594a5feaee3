// Records the customers and memberships that one write changes. At the end of the write it finds
// the dynamic groups that they entered or left, and logs that. Knows no API.
#pragma once

#include <memory>
#include <mutex>

#include "directory/standing_rules.h"
#include "directory/standing_tenant.h"
#include "directory/transaction.h"
#include "rule/standing/standing_write.h"

namespace muster::directory {

class MembershipChangeTracker final : public PutObserver {
public:
    // Waits until no other write of the tenant runs.
    MembershipChangeTracker(StandingRules& rules, TenantId tenant, Revision next_revision);

    Result<void> before_put(Transaction& transaction, const MutationRef& mutation) override;
    Result<const DeclaredFields*> declared(Transaction& transaction) override
    {
        return tenant_->declared(transaction);
    }
    Result<const TenantRules*> rules(Transaction& transaction) override;
    // Once, at the end of the write.
    Result<void> log_changes(Transaction& transaction);

private:
    StandingRules& rules_;
    std::shared_ptr<StandingTenant> tenant_;
    std::unique_lock<std::mutex> lock_;
    rule::StandingWrite write_;
};

} // namespace muster::directory

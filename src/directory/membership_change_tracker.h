// Watches the customers and memberships that one write changes, and logs which of these customers
// entered or left a dynamic group by it. Knows no API.
#pragma once

#include <memory>

#include "directory/transaction.h"

namespace muster::directory {

class MembershipChangeTracker final : public PutObserver {
public:
    MembershipChangeTracker();
    ~MembershipChangeTracker() override;
    MembershipChangeTracker(const MembershipChangeTracker&) = delete;

    Result<void> before_put(Transaction& transaction, const MutationRef& mutation) override;
    // Once, at the end of the write.
    Result<void> log_changes(Transaction& transaction);

private:
    struct Watch;
    std::unique_ptr<Watch> watch_; // none until a customer or a membership is put
};

} // namespace muster::directory

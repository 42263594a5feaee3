// Records the customers and memberships that one write changes. At the end of the write it
// evaluates the dynamic groups for them, before and after, and logs who entered or left. Knows no
// API.
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
    std::unique_ptr<Watch> watch_; // empty until a customer or a membership is put
};

} // namespace muster::directory

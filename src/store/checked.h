// Wraps any store and watches that it, and whoever writes to it, keep the contract of core/store.h.
// A breach is our mistake, never input: it aborts with a message. For tests and debug builds.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "store/checked_reads.h"

namespace muster::store {

class CheckedStore final : public core::Store {
public:
    explicit CheckedStore(std::unique_ptr<core::Store> store);

    Result<core::Entity> get(const core::Ref& ref) const override;
    Result<std::vector<core::Entity>> get_all(core::Kind kind, core::TenantId tenant,
                                              std::span<const std::int64_t> ids) const override;
    Result<core::Entity> find(const core::Key& key) const override;
    Result<core::Page> page(const core::Query& query) const override;
    Result<std::int64_t> count(const core::Query& query) const override;
    Result<std::vector<core::Change>> changes(const core::ChangeQuery& query) const override;
    Result<core::Revision> revision(core::TenantId tenant) const override;
    Result<core::Revision> write(core::TenantId tenant, const core::Origin& origin,
                                 const core::Decide& decide) override;
    void prepare(core::Mutation& mutation) const override { store_->prepare(mutation); }
    void follow(core::Follower* follower) override { store_->follow(follower); }

private:
    core::Revision newest_seen(core::TenantId tenant) const;
    void see(core::TenantId tenant, core::Revision revision) const;

    std::unique_ptr<core::Store> store_;
    CheckedReads reads_;
    mutable std::mutex mutex_;
    mutable std::map<core::TenantId, core::Revision> seen_; // newest revision ever shown
};

} // namespace muster::store

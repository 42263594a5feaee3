// Wraps any store and checks that the engine, and the code that writes to it, obey the contract of
// model/store.h. A breach is a bug and never caused by input, so it aborts with a message. Used in
// tests and debug builds.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "store/checked_reads.h"

namespace muster::store {

class CheckedStore final : public model::Store {
public:
    explicit CheckedStore(std::unique_ptr<model::Store> store);

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override;
    Result<model::Revision> revision(model::TenantId tenant) const override;
    Result<void> read_at_once(model::TenantId tenant,
                              const model::ReadFunction& read) const override;
    Result<model::Revision> write(model::TenantId tenant, const model::Origin& origin,
                                  const model::WriteFunction& decide) override;
    void set_commit_listener(model::CommitListener* listener) override
    {
        store_->set_commit_listener(listener);
    }

private:
    model::Revision newest_seen(model::TenantId tenant) const;
    void see(model::TenantId tenant, model::Revision revision) const;

    std::unique_ptr<model::Store> store_;
    CheckedReads reads_;
    mutable std::mutex mutex_;
    mutable std::map<model::TenantId, model::Revision> seen_; // the newest revision ever returned
};

} // namespace muster::store

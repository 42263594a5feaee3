// The store of a node that stands by. Until the node is the active one, every call is refused; from
// then on the engine answers. So all that is built on a store can be built before. Knows no engine.
#pragma once

#include <atomic>
#include <memory>

#include "model/store.h"

namespace muster::store {

// Thread-safe.
class AwaitedStore final : public model::Store {
public:
    // Once.
    void begin(std::unique_ptr<model::Store> engine);

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
    // Before begin(), or while no write runs.
    void set_commit_listener(model::CommitListener* listener) override;

private:
    Result<model::Store*> engine() const;

    std::unique_ptr<model::Store> owned_;
    std::atomic<model::Store*> engine_ = nullptr;
    model::CommitListener* listener_ = nullptr;
};

} // namespace muster::store

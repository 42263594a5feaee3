// The store that the directory and the dialects use. It adds the index to the reads of the engine:
// dynamic groups have members, counts and pages like static groups, and customers can be filtered
// by rules and by any condition quickly. Writes go to the engine. Knows no API.
#pragma once

#include "index/index.h"

namespace muster::index {

// Owns neither the engine nor the index; both must outlive it. Thread-safe. The index must follow
// the engine.
class IndexedStore final : public model::Store {
public:
    IndexedStore(model::Store& store, const Index& index) : store_(store), index_(index) {}

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override
    {
        return store_.changes(query);
    }
    Result<model::Revision> revision(model::TenantId tenant) const override
    {
        return store_.revision(tenant);
    }
    // The index answers inside `read` when it is given the revision.
    Result<void> read_at_once(model::TenantId tenant,
                              const model::ReadFunction& read) const override;
    Result<model::Revision> write(model::TenantId tenant, const model::Origin& origin,
                                  const model::WriteFunction& decide) override
    {
        return store_.write(tenant, origin, decide);
    }
    void set_commit_listener(model::CommitListener* listener) override
    {
        store_.set_commit_listener(listener);
    }

private:
    Result<void> count_groups(model::TenantId tenant, std::span<model::Entity> rows) const;
    Result<model::Entity> counted(model::TenantId tenant, model::Entity entity) const;
    // The group when it exists and is dynamic.
    Result<std::optional<model::Group>> dynamic_group(model::TenantId tenant,
                                                      model::GroupId id) const;
    Result<model::Page> customers(const model::Query& query) const;
    Result<std::vector<model::Entity>> rows_within(const model::Query& query,
                                                   std::span<const std::int64_t> ids) const;
    Result<model::Page> memberships(const model::Query& query) const;
    Result<model::Page> members_of(const model::Query& query, const model::Group& group) const;
    Result<model::Page> memberships_of(const model::Query& query, model::CustomerId customer) const;
    Result<std::vector<model::Membership>> dynamic_memberships(const model::Query& query,
                                                               model::CustomerId customer) const;
    Result<bool> has_rule(model::TenantId tenant, model::GroupId id) const;
    Result<bool> has_dynamic_groups(model::TenantId tenant) const;

    model::Store& store_;
    const Index& index_;
};

} // namespace muster::index

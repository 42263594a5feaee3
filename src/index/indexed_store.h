// A store whose reads see the index: groups with rules have members, counts and pages as any group,
// and customers are found by rules and by any condition at once. Writes go to the store below.
// Knows no API.
#pragma once

#include "index/index.h"

namespace muster::index {

// Owns neither; both outlive it. Thread-safe. The index follows the store below.
class IndexedStore final : public core::Store {
public:
    IndexedStore(core::Store& store, const Index& index) : store_(store), index_(index) {}

    Result<core::Entity> get(const core::Ref& ref) const override;
    Result<std::vector<core::Entity>> get_all(core::Kind kind, core::TenantId tenant,
                                              std::span<const std::int64_t> ids) const override;
    Result<core::Entity> find(const core::Key& key) const override;
    Result<core::Page> page(const core::Query& query) const override;
    Result<std::int64_t> count(const core::Query& query) const override;
    Result<std::vector<core::Change>> changes(const core::ChangeQuery& query) const override
    {
        return store_.changes(query);
    }
    Result<core::Revision> revision(core::TenantId tenant) const override
    {
        return store_.revision(tenant);
    }
    Result<core::Revision> write(core::TenantId tenant, const core::Origin& origin,
                                 const core::Decide& decide) override
    {
        return store_.write(tenant, origin, decide);
    }
    void prepare(core::Mutation& mutation) const override { store_.prepare(mutation); }
    void follow(core::Follower* follower) override { store_.follow(follower); }

private:
    Result<core::Entity> counted(core::TenantId tenant, core::Entity entity) const;
    // The group when it has a rule.
    Result<std::optional<core::Group>> dynamic_group(core::TenantId tenant, core::GroupId id) const;
    Result<core::Page> customers(const core::Query& query) const;
    Result<core::Page> memberships(const core::Query& query) const;
    Result<core::Page> members(const core::Query& query, const core::Group& group) const;
    Result<core::Page> stays(const core::Query& query, core::CustomerId customer) const;
    Result<std::vector<core::Membership>> ruled_stays(const core::Query& query,
                                                      core::CustomerId customer) const;
    Result<bool> has_rule(core::TenantId tenant, core::GroupId id) const;

    core::Store& store_;
    const Index& index_;
};

} // namespace muster::index

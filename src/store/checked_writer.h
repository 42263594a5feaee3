// The writing half of the contract wrapper: watches the engine and whoever decides. Knows no
// engine.
#pragma once

#include "store/checked_reads.h"

namespace muster::store {

class CheckedWriter final : public core::Writer {
public:
    CheckedWriter(core::Writer& writer, core::TenantId tenant, core::Origin origin);

    Result<core::Entity> get(const core::Ref& ref) const override;
    Result<std::vector<core::Entity>> get_all(core::Kind kind, core::TenantId tenant,
                                              std::span<const std::int64_t> ids) const override;
    Result<core::Entity> find(const core::Key& key) const override;
    Result<core::Page> page(const core::Query& query) const override;
    Result<std::int64_t> count(const core::Query& query) const override;
    Result<std::vector<core::Change>> changes(const core::ChangeQuery& query) const override;
    Result<core::Revision> revision(core::TenantId tenant) const override;

    Result<std::int64_t> next_id(core::TenantId tenant, core::Kind kind) override;
    using core::Writer::put;
    Result<void> put(core::MutationRef mutation) override;
    Result<void> erase(const core::Ref& ref) override;
    Result<void> erase_history(const core::Ref& ref) override;
    core::Revision next_revision() const override;
    bool others_wait() const override { return writer_.others_wait(); }

    // What the log must hold of this write.
    const std::vector<core::Change>& expected() const { return expected_; }

private:
    void check_before(const core::Mutation& mutation, const core::Ref& ref) const;
    void check_keys(const core::Mutation& mutation, const core::Ref& ref) const;
    void check_stored(const core::Mutation& mutation, const core::Ref& ref) const;
    void expect(const core::Mutation& mutation, const core::Ref& ref);

    core::Writer& writer_;
    CheckedReads reads_;
    core::TenantId tenant_;
    core::Origin origin_;
    std::vector<core::Change> expected_;
};

} // namespace muster::store

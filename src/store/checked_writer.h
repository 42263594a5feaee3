// The writing half of the contract wrapper: checks the engine and the write function. Knows no
// engine.
#pragma once

#include <map>
#include <string>

#include "store/checked_reads.h"

namespace muster::store {

class CheckedWriter final : public model::Writer {
public:
    CheckedWriter(model::Writer& writer, model::TenantId tenant, model::Origin origin);

    Result<model::Entity> get(const model::Ref& ref) const override;
    Result<std::vector<model::Entity>> get_all(model::Kind kind, model::TenantId tenant,
                                               std::span<const std::int64_t> ids) const override;
    Result<model::Entity> find(const model::Key& key) const override;
    Result<model::Page> page(const model::Query& query) const override;
    Result<std::int64_t> count(const model::Query& query) const override;
    Result<std::vector<model::Change>> changes(const model::ChangeQuery& query) const override;
    Result<model::Revision> revision(model::TenantId tenant) const override;

    Result<std::int64_t> next_id(model::TenantId tenant, model::Kind kind) override;
    Result<std::int64_t> next_in_sequence(model::TenantId tenant, std::string_view name) override;
    using model::Writer::put;
    Result<void> put(model::MutationRef mutation) override;
    Result<void> erase(const model::Ref& ref) override;
    Result<void> erase_history(const model::Ref& ref) override;
    model::Revision next_revision() const override;
    bool others_wait() const override { return writer_.others_wait(); }

    // The log entries that this write must leave.
    const std::vector<model::Change>& expected() const { return expected_; }

private:
    void check_before(const model::Mutation& mutation, const model::Ref& ref) const;
    void check_keys(const model::Mutation& mutation, const model::Ref& ref) const;
    void check_stored(const model::Mutation& mutation, const model::Ref& ref) const;
    void check_named(const model::Mutation& mutation) const;
    void expect(const model::Mutation& mutation);
    static void check_customers(const model::Mutation& mutation);

    model::Writer& writer_;
    CheckedReads reads_;
    model::TenantId tenant_;
    model::Origin origin_;
    std::vector<model::Change> expected_;
    std::map<std::string, std::int64_t> sequences_; // the last number that each gave here
};

} // namespace muster::store

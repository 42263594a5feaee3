// Everything a tenant's customers and groups say, in memory, so that questions about sets are
// answered at once, exactly, and each from one revision (promises 4 and 5). Derived from the store,
// never the truth. Knows no API.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "index/plan/budget.h"
#include "model/finder.h"
#include "model/store.h"

namespace muster::index {

class Tenants;

struct Options {
    std::string folder; // of snapshots, made when missing; empty: none are kept
    // Operands of extras that are indexed ("extras.<dialect>.path"); all others are unsupported.
    std::vector<std::string> extras;
    std::size_t memory_bytes = limits::index_bytes; // above it idle tenants are dropped
    Budget budget;                                  // of one question
    std::function<void(const std::string&)> tell;   // one line for the log; any thread
};

// What a page of rows is, by id.
struct IdPage {
    model::Revision revision = 0;
    std::vector<std::int64_t> ids;
    std::optional<std::int64_t> total; // when asked for
    std::optional<model::Cursor> next; // as the store gives it; none on the last page
};

struct MemoryUse {
    std::string part; // "column email", "texts email", "group 17", "customers"
    std::size_t bytes = 0;
    std::int64_t items = 0; // customers with a value, different texts, members
};

// Thread-safe. A tenant is read from its snapshot or the store when it is first asked about, while
// whoever asks waits; writes do not wait. Make it after the store and follow it from the start:
// store.set_commit_listener(&index). Not to be asked from inside a write: it would wait for itself.
// A question that takes longer than its budget is timed_out.
class Index final : public model::CommitListener, public model::Finder {
public:
    Index(model::Store& store, const Clock& clock, Options options);
    ~Index() override;
    Index(const Index&) = delete;

    void committed(model::TenantId tenant, model::Revision revision,
                   std::span<const model::MutationRef> mutations) override;

    Result<model::SetQueryResult> find(model::TenantId tenant,
                                       const model::SetQuery& question) const override;
    Result<model::Difference> compare(model::TenantId tenant, const model::RuleAt& before,
                                      const model::RuleAt& after,
                                      std::int64_t limit) const override;

    // The page of customers that a store would give (model/query.h), and as many as it would count;
    // here rules count, and groups by rule have members. unsupported: not of customers,
    // with_removed, or an operand that is not indexed.
    Result<IdPage> page(const model::Query& query) const;
    Result<std::int64_t> count(const model::Query& query) const;

    // By hand or by rule, now. Nobody is in a group that is not there.
    Result<bool> contains(model::TenantId tenant, model::GroupId group,
                          model::CustomerId customer) const;
    Result<std::int64_t> count(model::TenantId tenant, model::GroupId group) const;
    // Ids of members above `after`, lowest first; next says where to go on.
    Result<IdPage> members(model::TenantId tenant, model::GroupId group, model::CustomerId after,
                           std::int64_t limit) const;
    // Groups that hold the customer by their rule.
    Result<std::vector<model::GroupId>> dynamic_groups_of(model::TenantId tenant,
                                                          model::CustomerId customer) const;

    Result<void> preload(model::TenantId tenant) const;
    std::vector<model::TenantId> loaded() const;
    std::vector<MemoryUse> memory(model::TenantId tenant) const; // empty when not loaded
    // For whoever keeps house: saves snapshots that are due, drops tenants that are idle when
    // memory is short. What fails is told and tried again.
    void keep();
    // Writes the snapshot now; not_found when there is no folder or the tenant is not loaded.
    Result<void> save(model::TenantId tenant) const;
    // For whoever stops: what is loaded and newer than its file. What fails is told.
    void save_unsaved();

private:
    const Budget budget_;
    std::unique_ptr<Tenants> tenants_;
};

} // namespace muster::index

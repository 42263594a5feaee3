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
#include "core/finder.h"
#include "core/store.h"
#include "index/budget.h"

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
    core::Revision revision = 0;
    std::vector<std::int64_t> ids;
    std::optional<std::int64_t> total; // when asked for
    std::optional<core::Cursor> next;  // as the store gives it; none on the last page
};

struct MemoryUse {
    std::string part; // "column email", "texts email", "group 17", "customers"
    std::size_t bytes = 0;
    std::int64_t items = 0; // customers with a value, different texts, members
};

// Thread-safe. A tenant is read from its snapshot or the store when it is first asked about, while
// whoever asks waits; writes do not wait. Make it after the store and follow it from the start:
// store.follow(&index). Not to be asked from inside a write: it would wait for itself. A question
// that takes longer than its budget is timed_out.
class Index final : public core::Follower, public core::Finder {
public:
    Index(core::Store& store, const Clock& clock, Options options);
    ~Index() override;
    Index(const Index&) = delete;

    void committed(core::TenantId tenant, core::Revision revision,
                   std::span<const core::MutationRef> mutations) override;

    Result<core::Findings> find(core::TenantId tenant,
                                const core::Question& question) const override;
    Result<core::Difference> compare(core::TenantId tenant, const core::RuleAt& before,
                                     const core::RuleAt& after, std::int64_t limit) const override;

    // The page of customers that a store would give (core/query.h), and as many as it would count;
    // here rules count, and groups by rule have members. unsupported: not of customers,
    // with_removed, or an operand that is not indexed.
    Result<IdPage> page(const core::Query& query) const;
    Result<std::int64_t> count(const core::Query& query) const;

    // By hand or by rule, now. Nobody is in a group that is not there.
    Result<bool> contains(core::TenantId tenant, core::GroupId group,
                          core::CustomerId customer) const;
    Result<std::int64_t> count(core::TenantId tenant, core::GroupId group) const;
    // Ids of members above `after`, lowest first; next says where to go on.
    Result<IdPage> members(core::TenantId tenant, core::GroupId group, core::CustomerId after,
                           std::int64_t limit) const;
    // Groups that hold the customer by their rule.
    Result<std::vector<core::GroupId>> dynamic_groups_of(core::TenantId tenant,
                                                         core::CustomerId customer) const;

    Result<void> preload(core::TenantId tenant) const;
    std::vector<core::TenantId> loaded() const;
    std::vector<MemoryUse> memory(core::TenantId tenant) const; // empty when not loaded
    // For whoever keeps house: saves snapshots that are due, drops tenants that are idle when
    // memory is short. What fails is told and tried again.
    void keep();
    // Writes the snapshot now; not_found when there is no folder or the tenant is not loaded.
    Result<void> save(core::TenantId tenant) const;
    // For whoever stops: what is loaded and newer than its file. What fails is told.
    void save_unsaved();

private:
    const Budget budget_;
    std::unique_ptr<Tenants> tenants_;
};

} // namespace muster::index

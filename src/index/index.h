// The index: typed columns and sets of each tenant's customers and groups in memory. It answers
// queries about sets exactly, each from one revision (promises 4 and 5). It is derived from the
// store and can be rebuilt from it at any time. Knows no API.
//
// How data flows: the store commits a batch of writes and calls committed() before it answers the
// callers. committed() applies the rows to the tenant's index under the tenant's lock. A query
// compiles its plan under that lock, which copies handles of the columns that it needs, and runs
// the plan without the lock. Thus a read after an answered write sees the write, and no query sees
// half of a write.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "index/plan/budget.h"
#include "index/tenant/time_order.h"
#include "model/finder.h"
#include "model/store.h"

namespace muster::index {

class TenantIndex;
class TenantIndexes;

struct IndexOptions {
    std::string folder; // of snapshot files, made when missing; empty: no snapshots
    // Operands of extras that are indexed ("extras.<dialect>.path"). Queries on others are refused
    // as unsupported.
    std::vector<std::string> extras;
    // How long a query waits for a tenant that is being loaded.
    std::chrono::milliseconds wait = limits::index_wait;
    std::size_t memory_bytes = limits::index_bytes; // above this, idle tenants are dropped
    Budget budget;                                  // of each query
    std::function<void(const std::string&)> log;    // writes a line to the log; any thread
};

// A page of customers as ids.
struct IdPage {
    model::Revision revision = 0;
    std::vector<std::int64_t> ids;
    std::optional<std::int64_t> total; // when the query asks for it
    std::optional<model::Cursor> next; // none on the last page
};

struct MemoryUsage {
    std::string part; // "column email", "texts email", "group 17", "customers"
    std::size_t bytes = 0;
    std::int64_t items = 0; // customers with a value, different texts, members
};

// Thread-safe. The first query about a tenant loads it in the background, from its snapshot or from
// the store; so does a write that creates many customers. Queries about the tenant wait for the
// load, but not longer than IndexOptions::wait: then they get unavailable with the progress.
// Writes do not wait.
// Construct it after the store, and make it follow the store before the first write. Must not be
// queried inside a write: the query would wait for the write that waits for it. A query that takes
// longer than its budget gives timed_out.
class Index final : public model::CommitListener, public model::Finder {
public:
    Index(model::Store& store, const Clock& clock, IndexOptions options);
    ~Index() override;
    Index(const Index&) = delete;

    void committed(model::TenantId tenant, model::Revision revision,
                   std::span<const model::MutationRef> mutations) override;

    Result<model::SetQueryResult> find(model::TenantId tenant,
                                       const model::SetQuery& question) const override;
    Result<model::Difference> compare(model::TenantId tenant, const model::RuleAt& before,
                                      const model::RuleAt& after, std::int64_t limit,
                                      std::optional<model::Revision> at = {}) const override;

    Result<std::vector<model::Segment>> segments(model::TenantId tenant,
                                                 const model::SegmentQuery& query) const override;

    // The same page and count of customers as the store gives (model/query.h), but filters may also
    // contain rules and dynamic groups. unsupported for other kinds, for with_removed, and for
    // operands that are not indexed. conflict when `at` is given and the index has another
    // revision.
    Result<IdPage> page(const model::Query& query, std::optional<model::Revision> at = {}) const;
    Result<std::int64_t> count(const model::Query& query) const;

    // Members of a static or dynamic group now. A group that does not exist has none.
    Result<bool> contains(model::TenantId tenant, model::GroupId group,
                          model::CustomerId customer) const;
    Result<std::int64_t> count(model::TenantId tenant, model::GroupId group) const;
    // The sizes of these groups at one moment, in their order.
    Result<std::vector<std::int64_t>> counts(model::TenantId tenant,
                                             std::span<const model::GroupId> groups) const;
    // Ids of members above `after`, lowest first.
    Result<IdPage> members(model::TenantId tenant, model::GroupId group, model::CustomerId after,
                           std::int64_t limit) const;
    // The dynamic groups that the customer is a member of.
    Result<std::vector<model::GroupId>> dynamic_groups_of(model::TenantId tenant,
                                                          model::CustomerId customer) const;

    // Loads the tenant if necessary, and waits as long as that takes. await() waits as queries do.
    Result<void> preload(model::TenantId tenant) const;
    Result<void> await(model::TenantId tenant) const;
    bool is_loaded(model::TenantId tenant) const;
    // Called when the server stops: queries that wait for a load get unavailable, and the loads end
    // with the rows that are being read. Nothing is loaded afterwards.
    void stop_loading();
    std::vector<model::TenantId> loaded() const;
    std::vector<MemoryUsage> memory(model::TenantId tenant) const; // empty when not loaded
    // Called regularly by the maintenance thread: saves the snapshots that are due, and drops idle
    // tenants when memory is short. Failures are logged and tried again at the next call.
    void maintain();
    // Called regularly by the maintenance thread: counts dynamic groups whose sizes are not known,
    // so that the first list of groups after a start or a change of rules need not. One call looks
    // at about limits::counted_customers. Returns how many groups it has counted.
    std::size_t count_unknown_sizes();
    // Writes the snapshot now. not_found when there is no folder or the tenant is not loaded.
    Result<void> save(model::TenantId tenant) const;
    // Called when the server stops: saves every loaded tenant that is newer than its file. Failures
    // are logged.
    void save_unsaved();

private:
    struct Sizes;
    // Makes the orders without the tenant's lock.
    Result<void> make(model::TenantId tenant, std::vector<TimeOrders::Making> orders) const;
    Sizes known_sizes(const TenantIndex& index, Time now,
                      std::span<const model::GroupId> groups) const;

    const Budget budget_;
    std::unique_ptr<TenantIndexes> tenants_;
    // Epochs of groups that cannot be counted in time. Only the maintenance thread uses it.
    std::set<std::uint64_t> uncountable_;
};

} // namespace muster::index

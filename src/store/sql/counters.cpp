// Caches the counters, and restores those that a failed write has raised.
#include "store/sql/counters.h"

namespace muster::store::sql {

using namespace model;

namespace {

constexpr std::size_t counters_in_memory = 100'000; // a few megabytes

} // namespace

Result<Revision> stored_revision(SqlConnection& connection, TenantId tenant)
{
    static const std::string select =
        "SELECT next FROM counters WHERE tenant = $1 AND kind = 'revision'";
    auto statement = TRY(connection.constant(select));
    statement.integer(tenant.value);
    const bool is_known = TRY(statement.step());
    return is_known ? statement.integer_at(0) - 1 : 0;
}

Result<Counters::Counter*> Counters::counter(const CounterKey& key)
{
    const auto found = counters_.find(key);
    if (found != counters_.end()) return &found->second;
    static const std::string select = "SELECT next FROM counters WHERE tenant = $1 AND kind = $2";
    auto statement = TRY(connection_.constant(select));
    statement.integer(key.tenant).text(key.name);
    const bool known = TRY(statement.step());
    const std::int64_t next = known ? statement.integer_at(0) : 1;
    return &counters_.emplace(key, Counter{next, next}).first->second;
}

Result<std::int64_t> Counters::next(TenantId tenant, std::string_view name)
{
    const Counter* found = TRY(counter({tenant.value, name}));
    return found->next;
}

Result<void> Counters::raise(TenantId tenant, std::string_view name, std::int64_t next)
{
    const CounterKey key{tenant.value, name};
    Counter* found = TRY(counter(key));
    if (next <= found->next) return {};
    if (found->next == found->saved) raised_.push_back(key);
    undo_.push_back({key, found->next});
    found->next = next;
    return {};
}

void Counters::undo()
{
    for (; !undo_.empty(); undo_.pop_back()) {
        counters_[undo_.back().key].next = undo_.back().next;
    }
}

Result<void> Counters::save(MergedChanges& changes)
{
    static const std::vector<bool> types{false, true, false};
    static const std::string insert = "INSERT INTO counters (tenant, kind, next) ";
    static const std::string update =
        " ON CONFLICT (tenant, kind) DO UPDATE SET next = excluded.next";
    static const RowChange upsert{insert + "VALUES ($1, $2, $3)" + update,
                                  insert + "SELECT * FROM " + rows_of_arrays(types) + update,
                                  types};
    for (const CounterKey& key : raised_) {
        Counter& raised = counters_[key];
        if (raised.next == raised.saved) continue;
        auto statement = TRY(changes.statement(upsert, 0));
        TRY(statement.integer(key.tenant).text(key.name).integer(raised.next).run());
        raised.saved = raised.next;
    }
    raised_.clear();
    if (counters_.size() > counters_in_memory) counters_.clear();
    return {};
}

void Counters::forget()
{
    counters_.clear();
    undo_.clear();
    raised_.clear();
}

} // namespace muster::store::sql

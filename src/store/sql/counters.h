// The next id of each kind, the next number of each sequence and the next revision of each tenant,
// in memory while they are used and written once per transaction. Knows no rows. Of the writing
// thread alone.
#pragma once

#include <unordered_map>
#include <vector>

#include "model/entities.h"
#include "store/sql/connection.h"
#include "store/sql/merged_changes.h"

namespace muster::store::sql {

// The newest revision in the state that the connection reads.
Result<model::Revision> stored_revision(SqlConnection& connection, model::TenantId tenant);

class Counters {
public:
    static constexpr std::string_view revision =
        "revision"; // the others are names of kinds and sequences

    explicit Counters(SqlConnection& connection) : connection_(connection) {}

    // 1 when nothing was counted yet. The text of `name` must outlive this object.
    Result<std::int64_t> next(model::TenantId tenant, std::string_view name);
    // Sets the counter to `next` if that is higher.
    Result<void> raise(model::TenantId tenant, std::string_view name, std::int64_t next);

    void accept() { undo_.clear(); } // the write succeeded: its changes stay
    void undo();                     // the write failed: back to the last accept()
    // Writes the changed counters, before the commit.
    Result<void> save(MergedChanges& changes);
    void forget(); // the transaction failed: all are read again

private:
    struct CounterKey {
        std::int64_t tenant;
        std::string_view name;
        friend bool operator==(const CounterKey&, const CounterKey&) = default;
    };
    struct CounterKeyHash {
        std::size_t operator()(const CounterKey& key) const
        {
            return std::hash<std::string_view>()(key.name) * 31U +
                   std::hash<std::int64_t>()(key.tenant);
        }
    };
    struct Counter {
        std::int64_t next = 1;
        std::int64_t saved = 1;
    };
    struct Earlier {
        CounterKey key;
        std::int64_t next;
    };

    Result<Counter*> counter(const CounterKey& key);

    SqlConnection& connection_;
    std::unordered_map<CounterKey, Counter, CounterKeyHash> counters_;
    std::vector<Earlier> undo_;
    std::vector<CounterKey> raised_; // since the last save
};

} // namespace muster::store::sql

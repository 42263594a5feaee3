// The next id of each kind, the next number of each sequence and the next revision of each tenant,
// in memory while they are used and written once per transaction. Knows no rows. Of the writing
// thread alone.
#pragma once

#include <unordered_map>
#include <vector>

#include "model/entities.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

class Counters {
public:
    static constexpr std::string_view revision = "revision"; // beside the names of kinds

    explicit Counters(Connection& connection) : connection_(connection) {}

    // 1 when nothing was counted yet. Names are constants.
    Result<std::int64_t> next(model::TenantId tenant, std::string_view name);
    // Never lowers.
    Result<void> raise(model::TenantId tenant, std::string_view name, std::int64_t next);

    void keep() { undo_.clear(); } // what was raised since the last keep stands
    void undo();                   // back to the last keep
    Result<void> save();           // into the open transaction
    void forget();                 // the transaction failed: read again

private:
    struct Key {
        std::int64_t tenant;
        std::string_view name;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const
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
        Key key;
        std::int64_t next;
    };

    Result<Counter*> counter(const Key& key);

    Connection& connection_;
    std::unordered_map<Key, Counter, Hash> counters_;
    std::vector<Earlier> undo_;
    std::vector<Key> raised_; // since the last save
};

} // namespace muster::store::sqlite

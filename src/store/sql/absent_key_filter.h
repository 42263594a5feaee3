// Bloom filters of existing keys, for bulk inserts: an import looks up the key of each of its new
// rows, and a lookup that finds nothing takes SQLite an eighth of the time of the whole row. A
// filter for a key name (tenant, kind, name) is filled from the database when one write has looked
// up many absent keys of that name, and only if there are few keys at that time. Used by the
// writing thread alone.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "model/store.h"
#include "store/sql/connection.h"

namespace muster::store::sql {

class AbsentKeyFilter {
public:
    explicit AbsentKeyFilter(SqlConnection& connection) : connection_(connection) {}

    // Whether begin_write() will read keys: then all that were put must be in the database.
    bool is_fill_due() const;
    // Called before a write changes anything. A filter that is filled now stays correct when the
    // write is undone: keys that were inserted and undone only make it less exact.
    Result<void> begin_write();
    // Called when the transaction failed: keys that it had removed exist again.
    void forget() { filters_.clear(); }

    // True: no row has the key. False: there may be one.
    bool is_free(const model::Key& key) const;
    // A lookup has found no row with the key.
    void record_miss(const model::Key& key);
    // A row gets the key, as encode_key writes it.
    void insert(model::TenantId tenant, std::string_view encoded);

private:
    // Lookups of one write that found nothing.
    struct Misses {
        model::Key of; // the key name; its text is empty
        std::int64_t count = 0;
    };
    struct KeyFilter {
        model::Key of;                    // the key name; its text is empty
        std::string prefix;               // what all its encoded keys begin with
        std::vector<std::uint64_t> words; // the Bloom filter; empty: there were too many keys

        void add(std::string_view text);
        bool may_contain(std::string_view text) const;
    };

    bool knows(const model::Key& of) const;
    Result<void> fill(const model::Key& of);

    SqlConnection& connection_;
    std::vector<Misses> misses_;   // of the last or the current write
    std::list<KeyFilter> filters_; // newest first
};

} // namespace muster::store::sql

// Rows as they are in the database, for an engine whose reads cost a message to a server. All
// changes of the tables pass through the node that has the cache, so it always knows whether a row
// has changed. Thread-safe.
//
// While a batch commits, the rows that it changes are closed: nobody knows yet which state the
// database shows, so they are read there. Once the batch is published, they are put with their new
// state. A row that was read on another thread is only taken when no batch began or ended to commit
// meanwhile: else it may be of an old state.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "model/store.h"

namespace muster::store::sql {

// Names a row of a kind that the cache has.
struct CachedKey {
    model::Kind kind;
    std::int64_t tenant;
    std::int64_t id;
    explicit CachedKey(const model::Ref& ref) : kind(ref.kind), tenant(ref.tenant.value), id(ref.id)
    {}
    friend bool operator==(const CachedKey&, const CachedKey&) = default;
};

struct CachedKeyHash {
    std::size_t operator()(const CachedKey& key) const;
};

class RowCache {
public:
    // Rows that many calls read by their id. Memberships and what belongs to one call are not.
    static bool has_kind(model::Kind kind);

    std::optional<model::Entity> find(const CachedKey& key);
    // A reader takes the state before it reads the database, and offers the row afterwards.
    using State = std::uint64_t;
    State state_of(const CachedKey& key);
    void offer(const CachedKey& key, const model::Entity& row, State state);

    // For the writing thread. True: the row was there.
    bool close(const CachedKey& key);
    void put(const CachedKey& key, const model::Entity& row); // after the commit of a closed row
    void open();                                              // all that were closed

private:
    struct CachedRow {
        std::shared_ptr<const void> row; // of the type of the kind
        std::size_t bytes = 0;
    };
    using CachedRows = std::unordered_map<CachedKey, CachedRow, CachedKeyHash>;
    struct Shard {
        std::mutex mutex;
        // When the young rows have taken their share, they become the old ones, which are dropped.
        // An old row that is found becomes young.
        CachedRows young;
        CachedRows old;
        std::size_t bytes = 0; // of the young ones
        State state = 0;       // grows when a commit begins or ends
        std::unordered_set<CachedKey, CachedKeyHash> closed;

        void add(const CachedKey& key, CachedRow row);
    };

    Shard& shard_of(const CachedKey& key);

    std::array<Shard, 16> shards_;
};

} // namespace muster::store::sql

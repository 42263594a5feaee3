// Two generations per shard, so that rows in use stay without a list of their order.
#include "store/sql/row_cache.h"

#include <utility>

#include "base/limits.h"
#include "model/row_size.h"
#include "store/sql/tables.h"

namespace muster::store::sql {

using namespace model;

namespace {

constexpr std::size_t bytes_of_entry = 100; // of the table and the pointer

} // namespace

std::size_t CachedKeyHash::operator()(const CachedKey& key) const
{
    constexpr std::size_t factor = 0x9e3779b97f4a7c15;
    auto hash = static_cast<std::size_t>(key.kind) + 1;
    for (const auto number : {key.tenant, key.id}) {
        hash = (hash ^ static_cast<std::size_t>(number)) * factor;
        hash ^= hash >> 32U;
    }
    return hash;
}

bool RowCache::has_kind(Kind kind)
{
    switch (kind) {
    case Kind::account:
    case Kind::tenant:
    case Kind::credential:
    case Kind::field:
    case Kind::customer:
    case Kind::group: return true;
    default: return false;
    }
}

RowCache::Shard& RowCache::shard_of(const CachedKey& key)
{
    return shards_[(CachedKeyHash()(key) >> 8U) % shards_.size()];
}

void RowCache::Shard::add(const CachedKey& key, CachedRow row)
{
    constexpr std::size_t most =
        limits::row_cache_bytes / 2 / std::tuple_size_v<decltype(RowCache::shards_)>;
    old.erase(key);
    auto& place = young[key];
    bytes += row.bytes - place.bytes;
    place = std::move(row);
    if (bytes <= most) return;
    old = std::exchange(young, {});
    bytes = 0;
}

std::optional<Entity> RowCache::find(const CachedKey& key)
{
    std::shared_ptr<const void> row;
    {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto young = shard.young.find(key);
        if (young != shard.young.end()) {
            row = young->second.row;
        } else {
            const auto old = shard.old.find(key);
            if (old == shard.old.end()) return std::nullopt;
            row = old->second.row;
            shard.add(key, CachedRow(old->second));
        }
    }
    return with_entity(key.kind, [&]<class E>(std::type_identity<E>) {
        return std::optional(Entity(*static_cast<const E*>(row.get())));
    });
}

RowCache::State RowCache::state_of(const CachedKey& key)
{
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    return shard.state;
}

void RowCache::offer(const CachedKey& key, const Entity& row, State state)
{
    auto copy = std::visit(
        []<class E>(const E& entity) -> CachedRow {
            return {std::make_shared<const E>(entity), sizeof(E) + bytes_of_entry};
        },
        row);
    copy.bytes += bytes_of(row);
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (shard.state != state || shard.closed.contains(key)) return;
    shard.add(key, std::move(copy));
}

bool RowCache::close(const CachedKey& key)
{
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    ++shard.state;
    shard.closed.insert(key);
    const auto young = shard.young.find(key);
    if (young == shard.young.end()) return shard.old.erase(key) != 0;
    shard.bytes -= young->second.bytes;
    shard.young.erase(young);
    return true;
}

void RowCache::put(const CachedKey& key, const Entity& row)
{
    State state = 0;
    {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        shard.closed.erase(key);
        state = ++shard.state;
    }
    offer(key, row, state);
}

void RowCache::open()
{
    for (auto& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        if (shard.closed.empty()) continue;
        ++shard.state;
        shard.closed.clear();
    }
}

} // namespace muster::store::sql

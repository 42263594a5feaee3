// Reads scan the maps, writes replace rows and record how to undo that. Takes no lock.
#include "store/memory/tables.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/limits.h"
#include "model/filter_match.h"
#include "model/row_size.h"
#include "store/log_entry.h"
#include "store/row.h"
#include "store/row_order.h"

namespace muster::store {

using namespace model;

namespace {

constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();

Failure absent(Kind kind)
{
    return fail(Code::not_found, std::string(name_of(kind)), "there is no such row");
}

} // namespace

Tables::Place Tables::place_of(const Ref& ref)
{
    return {ref.tenant, ref.kind, ref.id, ref.customer};
}

Tables::KeyPlace Tables::place_of(const Key& key)
{
    return {key.tenant, key.kind, key.name, key.text};
}

void Tables::begin(TenantId tenant, Origin origin)
{
    assert(undo_.empty());
    tenant_ = tenant;
    origin_ = std::move(origin);
    next_revision_ = *revision(tenant) + 1;
    put_.clear();
}

void Tables::commit() { undo_.clear(); }

void Tables::undo()
{
    // Undoing a step records a new step to undo: those are dropped.
    auto steps = std::exchange(undo_, {});
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) (*step)();
    undo_.clear();
}

Entity Tables::shown(TenantId tenant, const Entity& entity) const
{
    Entity copy = entity;
    if (auto* group = std::get_if<Group>(&copy)) {
        group->member_count = member_count(tenant, group->id);
    }
    return copy;
}

std::int64_t Tables::member_count(TenantId tenant, GroupId group) const
{
    const auto from = rows_.lower_bound({tenant, Kind::membership, group.value, 0});
    const auto to = rows_.upper_bound({tenant, Kind::membership, group.value, last});
    return std::count_if(from, to, [](const auto& row) { return !is_removed(row.second.entity); });
}

Result<Entity> Tables::get(const Ref& ref) const
{
    const auto row = rows_.find(place_of(ref));
    if (row == rows_.end()) return absent(ref.kind);
    return shown(ref.tenant, row->second.entity);
}

Result<std::vector<Entity>> Tables::get_all(Kind kind, TenantId tenant,
                                            std::span<const std::int64_t> ids) const
{
    std::vector<Entity> found;
    for (const std::int64_t id : ids) {
        const auto row = rows_.find({tenant, kind, id, 0});
        if (row != rows_.end()) found.push_back(shown(tenant, row->second.entity));
    }
    return found;
}

Result<Entity> Tables::find(const Key& key) const
{
    const auto ids = keys_.find(place_of(key));
    if (ids == keys_.end()) return absent(key.kind);
    return get({key.kind, key.tenant, *ids->second.begin(), 0});
}

bool Tables::is_live_stay(const Place& place, const StoredRow& row) const
{
    const auto& [tenant, kind, group, customer] = place;
    const auto of = rows_.find({tenant, Kind::group, group, 0});
    return !is_removed(row.entity) && (of == rows_.end() || !is_removed(of->second.entity));
}

std::vector<Entity> Tables::matching(const Query& query) const
{
    const IsMember is_member = [&](std::int64_t group, std::int64_t customer) {
        const auto row = rows_.find({query.tenant, Kind::membership, group, customer});
        return row != rows_.end() && is_live_stay(row->first, row->second);
    };
    const auto from = rows_.lower_bound({query.tenant, query.kind, 0, 0});
    const auto to = rows_.upper_bound({query.tenant, query.kind, last, last});
    std::vector<Entity> found;
    for (auto row = from; row != to; ++row) {
        if (!query.with_removed && is_removed(row->second.entity)) continue;
        if (!query.with_removed && query.kind == Kind::membership &&
            !is_live_stay(row->first, row->second)) {
            continue;
        }
        Entity entity = shown(query.tenant, row->second.entity);
        if (matches(query.filter, entity, is_member)) found.push_back(std::move(entity));
    }
    return found;
}

Result<std::int64_t> Tables::count(const Query& query) const
{
    return static_cast<std::int64_t>(matching(query).size());
}

Result<Page> Tables::page(const Query& query) const
{
    const RowOrder order(query.sort, query.kind);
    std::vector<std::pair<Cursor, Entity>> found;
    for (auto& row : matching(query)) {
        auto place = order.place(row);
        found.emplace_back(std::move(place), std::move(row));
    }
    std::sort(found.begin(), found.end(),
              [&](const auto& a, const auto& b) { return order.before(a.first, b.first); });
    Page page;
    if (query.with_total) page.total = static_cast<std::int64_t>(found.size());

    auto from = found.begin();
    if (query.after) {
        const auto after = order.place(*query.after);
        from = std::find_if(from, found.end(),
                            [&](const auto& row) { return order.before(after, row.first); });
    } else {
        from += std::clamp<std::int64_t>(query.offset, 0, found.end() - from);
    }
    PageBudget budget(query);
    for (; from != found.end() && !budget.is_spent(); ++from) {
        budget.take(from->second);
        page.rows.push_back(std::move(from->second));
    }
    if (from != found.end() && !page.rows.empty()) page.next = order.cursor(page.rows.back());
    return page;
}

Result<std::vector<Change>> Tables::changes(const ChangeQuery& query) const
{
    std::vector<Change> found;
    PageBudget budget(query);
    const auto entries = log_.find(query.tenant);
    if (entries == log_.end()) return found;
    for (const auto& change : entries->second) {
        if (change.revision <= query.after) continue;
        if (query.kind && change.kind != *query.kind) continue;
        if (query.kind && query.id != 0 && change.id != query.id) continue;
        const bool is_same_write = !found.empty() && found.back().revision == change.revision;
        if (budget.is_spent() && !is_same_write) break;
        budget.take(change);
        found.push_back(change);
    }
    return found;
}

Result<Revision> Tables::revision(TenantId tenant) const
{
    const auto entries = log_.find(tenant);
    if (entries == log_.end() || entries->second.empty()) return 0;
    return entries->second.back().revision;
}

Revision Tables::next_revision() const { return next_revision_; }

void Tables::raise_id(TenantId tenant, Kind kind, std::int64_t id)
{
    std::int64_t& last_id = last_ids_[{tenant, kind}];
    if (id <= last_id) return;
    undo_.push_back([&last_id, old = last_id] { last_id = old; });
    last_id = id;
}

Result<std::int64_t> Tables::next_id(TenantId tenant, Kind kind)
{
    const std::int64_t id = last_ids_[{tenant, kind}] + 1;
    if (id > limits::entity_id) {
        return fail(Code::too_large, std::string(name_of(kind)), "the tenant has used all its ids");
    }
    raise_id(tenant, kind, id);
    return id;
}

Result<std::int64_t> Tables::next_in_sequence(TenantId tenant, std::string_view name)
{
    std::int64_t& last_number = sequences_[{tenant, std::string(name)}];
    if (last_number >= limits::entity_id) {
        return fail(Code::too_large, std::string(name), "the tenant has used all its numbers");
    }
    undo_.push_back([&last_number, old = last_number] { last_number = old; });
    return ++last_number;
}

void Tables::store_row(const Place& place, std::optional<StoredRow> row)
{
    std::optional<StoredRow> old;
    if (const auto present = rows_.find(place); present != rows_.end()) {
        old = std::move(present->second);
        rows_.erase(present);
        for (const auto& key : old->keys) {
            const auto ids = keys_.find(place_of(key));
            if (ids == keys_.end()) continue; // the row lists the key twice
            ids->second.erase(std::get<2>(place));
            if (ids->second.empty()) keys_.erase(ids);
        }
    }
    if (row) {
        for (const auto& key : row->keys) keys_[place_of(key)].insert(std::get<2>(place));
        rows_.emplace(place, std::move(*row));
    }
    undo_.push_back([this, place, old = std::move(old)] { store_row(place, old); });
}

void Tables::log(Mutation& mutation)
{
    const Ref ref = ref_of(mutation.tenant, mutation.after);
    auto [before, after] = log_entry(mutation);
    auto& entries = log_[tenant_];
    const Time at = entries.empty() ? origin_.at : std::max(origin_.at, entries.back().at);
    entries.push_back({next_revision_, at, origin_.principal, origin_.dialect, mutation.action,
                       ref.kind, ref.id, ref.customer, std::move(before), std::move(after)});
    undo_.push_back([&entries] { entries.pop_back(); });
}

Result<void> Tables::put(MutationRef mutation)
{
    const Ref ref = ref_of(mutation->tenant, mutation->after);
    if (ref.kind != Kind::membership) raise_id(mutation->tenant, ref.kind, ref.id);
    if (mutation->is_logged) {
        std::visit([&](auto& entity) { entity.revision = next_revision_; }, mutation->after);
        for (auto& single : single_mutations(*mutation)) log(single);
    }
    if (!mutation->stores_row) return {};
    const auto place = place_of(ref);
    auto keys = mutation->keys_after;
    if (keys.empty() && mutation->keys_before.empty() && mutation->before) {
        const auto row = rows_.find(place); // no key changes: the row keeps its own
        if (row != rows_.end()) keys = row->second.keys;
    }
    store_row(place, StoredRow{mutation->after, std::move(keys)});
    put_.push_back(std::move(mutation));
    return {};
}

Result<void> Tables::erase(const Ref& ref)
{
    store_row(place_of(ref), std::nullopt);
    return {};
}

Result<void> Tables::erase_history(const Ref& ref)
{
    for (auto& change : log_[ref.tenant]) {
        if (change.kind != ref.kind || change.id != ref.id || change.customer != ref.customer) {
            continue;
        }
        auto old = std::pair(std::exchange(change.before, {}), std::exchange(change.after, {}));
        const auto index = &change - log_[ref.tenant].data();
        undo_.push_back([this, tenant = ref.tenant, index, old = std::move(old)] {
            Change& entry = log_[tenant][static_cast<std::size_t>(index)];
            std::tie(entry.before, entry.after) = old;
        });
    }
    return {};
}

} // namespace muster::store

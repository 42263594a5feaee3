// Decides which reads the index answers; the engine answers all others.
#include "index/indexed_store.h"

#include <algorithm>

#include "index/dynamic_members.h"
#include "index/groups_by_count.h"
#include "model/filter_match.h"
#include "model/row_size.h"

namespace muster::index {

using namespace model;

namespace {

// The row id of a membership has the group in its upper half and the customer in its lower half.
constexpr std::int64_t customer_bits = 0xffffffff;
constexpr int customer_bit_count = 32;

// Whether the filter selects members of groups or of rules only: then it selects no removed
// customer.
bool asks_for_live(const Filter& filter)
{
    using Op = Filter::Op;
    const auto& parts = filter.parts;
    switch (filter.op) {
    case Op::member_of:
    case Op::satisfies: return true;
    case Op::all: return std::any_of(parts.begin(), parts.end(), asks_for_live);
    case Op::any: return std::all_of(parts.begin(), parts.end(), asks_for_live);
    default: return false;
    }
}

// All customers by id without a count: the engine gives these pages as fast as the index.
bool is_plain(const Query& query)
{
    return query.filter.op == Filter::Op::all && query.filter.parts.empty() &&
           query.sort.operand == "id" && !query.with_total;
}

} // namespace

Result<void> IndexedStore::count_groups(TenantId tenant, std::span<Entity> rows) const
{
    std::vector<GroupId> ids;
    std::vector<Group*> groups;
    for (auto& row : rows) {
        auto* group = std::get_if<Group>(&row);
        if (group == nullptr || !group->is_dynamic()) continue;
        groups.push_back(group);
        ids.push_back(group->id);
    }
    if (groups.empty()) return {};
    const auto counts = TRY(index_.counts(tenant, ids));
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i]->member_count = counts[i];
    return {};
}

Result<Entity> IndexedStore::counted(TenantId tenant, Entity entity) const
{
    TRY(count_groups(tenant, {&entity, 1}));
    return entity;
}

Result<std::optional<Group>> IndexedStore::dynamic_group(TenantId tenant, GroupId id) const
{
    auto group = model::get(store_, tenant, id);
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group || !group->is_dynamic() || group->removed_at) return std::optional<Group>{};
    return std::optional(*std::move(group));
}

Result<Entity> IndexedStore::get(const Ref& ref) const
{
    if (ref.kind == Kind::membership) {
        const auto group = TRY(dynamic_group(ref.tenant, {ref.id}));
        if (group && TRY(index_.contains(ref.tenant, {ref.id}, {ref.customer}))) {
            return Entity{dynamic_member(*group, {ref.customer})};
        }
    }
    return counted(ref.tenant, TRY(store_.get(ref)));
}

Result<std::vector<Entity>> IndexedStore::get_all(Kind kind, TenantId tenant,
                                                  std::span<const std::int64_t> ids) const
{
    auto rows = TRY(store_.get_all(kind, tenant, ids));
    TRY(count_groups(tenant, rows));
    return rows;
}

Result<Entity> IndexedStore::find(const Key& key) const
{
    return counted(key.tenant, TRY(store_.find(key)));
}

Result<Page> IndexedStore::page(const Query& query) const
{
    if (query.kind == Kind::customer) return customers(query);
    if (query.kind == Kind::membership) return memberships(query);
    if (query.kind == Kind::group && query.sort.operand == "member_count") {
        return groups_by_count(store_, index_, query);
    }
    auto page = TRY(store_.page(query));
    TRY(count_groups(query.tenant, page.rows));
    return page;
}

// The index must be loaded before the state of the rows is fixed, because loading it needs the
// newest rows. It may be a commit ahead of that state: then the next attempt finds both equal.
Result<void> IndexedStore::read_at_once(TenantId tenant, const ReadFunction& read) const
{
    for (int attempt = 0; attempt < limits::read_attempts; ++attempt) {
        TRY(index_.await(tenant));
        auto done = store_.read_at_once(tenant, read);
        if (done || done.error().code != Code::conflict) return done;
    }
    return fail(Code::unavailable, "store", "the tenant changes too quickly: try again");
}

// The rows of the ids, in pieces when the bytes of the page are limited: so that no more rows are
// read than it has.
Result<std::vector<Entity>> IndexedStore::rows_within(const Query& query,
                                                      std::span<const std::int64_t> ids) const
{
    constexpr std::size_t piece = 20;
    if (query.bytes == 0) return store_.get_all(Kind::customer, query.tenant, ids);
    std::vector<Entity> rows;
    PageBudget budget(query);
    while (!ids.empty()) {
        const auto some = ids.first(std::min(piece, ids.size()));
        for (auto& row : TRY(store_.get_all(Kind::customer, query.tenant, some))) {
            if (budget.is_spent()) return rows;
            budget.take(row);
            rows.push_back(std::move(row));
        }
        ids = ids.subspan(some.size());
    }
    return rows;
}

// The index gives the ids, the engine the rows, both of one revision: so all rows fulfil the
// filter.
Result<Page> IndexedStore::customers(const Query& query) const
{
    if (is_plain(query)) return store_.page(query);
    Query asked = query;
    asked.with_removed = query.with_removed && !asks_for_live(query.filter);
    Page page;
    const auto done = read_at_once(query.tenant, [&](Revision at) -> Result<void> {
        auto found = TRY(index_.page(asked, at));
        auto rows = TRY(rows_within(query, found.ids));
        if (rows.size() < found.ids.size()) { // by bytes: the index gives the cursor of that page
            Query shorter = asked;
            shorter.limit = std::ssize(rows);
            found.next = TRY(index_.page(shorter, at)).next;
        }
        page = {std::move(rows), found.total, std::move(found.next)};
        return {};
    });
    if (!done && done.error().code == Code::unsupported) return store_.page(query);
    if (!done) return fail(done.error());
    return page;
}

Result<Page> IndexedStore::memberships(const Query& query) const
{
    const GroupId group{fixed_id(query.filter, "group_id")};
    if (group) {
        const auto dynamic = TRY(dynamic_group(query.tenant, group));
        if (dynamic) return members_of(query, *dynamic);
        return store_.page(query);
    }
    const CustomerId customer{fixed_id(query.filter, "customer_id")};
    return customer ? memberships_of(query, customer) : store_.page(query);
}

// Always in the order of the customer ids: all other members of the rows are equal.
Result<Page> IndexedStore::members_of(const Query& query, const Group& group) const
{
    Query asked;
    asked.tenant = query.tenant;
    asked.filter = customers_of(query.filter, group);
    asked.sort.descending = query.sort.descending;
    if (query.after) asked.after = Cursor{{}, query.after->id & customer_bits};
    asked.offset = query.offset;
    asked.limit = query.limit;
    asked.with_total = query.with_total;
    const auto found = TRY(index_.page(asked));
    Page page;
    page.total = found.total;
    for (const auto id : found.ids) page.rows.emplace_back(dynamic_member(group, {id}));
    if (found.next) {
        page.next = cursor_after(std::get<Membership>(page.rows.back()), query.sort);
    }
    return page;
}

// The memberships of one customer: the stored ones first, in the order of the query; then those in
// dynamic groups, by group id.
Result<Page> IndexedStore::memberships_of(const Query& query, CustomerId customer) const
{
    const GroupId last{query.after ? query.after->id >> customer_bit_count : 0};
    const bool is_past_stored = last && TRY(has_rule(query.tenant, last));
    Query asked = query;
    asked.with_total = query.with_total || query.offset > 0;
    Page page;
    if (!is_past_stored) page = TRY(store_.page(asked));
    if (is_past_stored && query.with_total) page.total = TRY(store_.count(asked));
    auto dynamic = TRY(dynamic_memberships(query, customer));
    const auto rows = page.total.value_or(0);
    if (query.with_total) {
        page.total = rows + std::ssize(dynamic);
    } else {
        page.total.reset();
    }
    if (page.next) return page;
    if (is_past_stored)
        std::erase_if(dynamic, [&](const auto& membership) { return membership.group <= last; });
    const auto skipped =
        query.after ? 0 : std::clamp<std::int64_t>(query.offset - rows, 0, std::ssize(dynamic));
    dynamic.erase(dynamic.begin(), dynamic.begin() + skipped);
    for (const auto& membership : dynamic) {
        if (std::ssize(page.rows) < query.limit) {
            page.rows.emplace_back(membership);
        } else {
            if (!page.rows.empty())
                page.next = cursor_after(std::get<Membership>(page.rows.back()), query.sort);
            break;
        }
    }
    return page;
}

// The memberships in dynamic groups that fulfil the filter.
Result<std::vector<Membership>> IndexedStore::dynamic_memberships(const Query& query,
                                                                  CustomerId customer) const
{
    std::vector<std::int64_t> ids;
    if (!index_.is_loaded(query.tenant) && !TRY(has_dynamic_groups(query.tenant))) {
        return std::vector<Membership>{}; // then it need not be loaded
    }
    for (const auto id : TRY(index_.dynamic_groups_of(query.tenant, customer))) {
        ids.push_back(id.value);
    }
    std::vector<Membership> dynamic;
    for (const auto& row : TRY(store_.get_all(Kind::group, query.tenant, ids))) {
        const auto& group = std::get<Group>(row);
        if (!group.is_dynamic() || group.removed_at) continue; // changed since
        dynamic.push_back(dynamic_member(group, customer));
        if (!matches(query.filter, Entity(dynamic.back()), {})) dynamic.pop_back();
    }
    return dynamic;
}

Result<bool> IndexedStore::has_dynamic_groups(TenantId tenant) const
{
    Query query;
    query.kind = Kind::group;
    query.tenant = tenant;
    query.filter = is_dynamic();
    query.limit = 1;
    return !TRY(store_.page(query)).rows.empty();
}

// True for removed dynamic groups too: a cursor may point at one.
Result<bool> IndexedStore::has_rule(TenantId tenant, GroupId id) const
{
    const auto group = model::get(store_, tenant, id);
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    return group && group->is_dynamic();
}

Result<std::int64_t> IndexedStore::count(const Query& query) const
{
    if (query.kind != Kind::customer && query.kind != Kind::membership) return store_.count(query);
    Query asked = query;
    asked.limit = 1;
    asked.with_total = true;
    return *TRY(page(asked)).total;
}

} // namespace muster::index

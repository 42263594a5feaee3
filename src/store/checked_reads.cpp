// Compares results with what model/query.h and model/store.h promise.
#include "store/checked_reads.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "model/filter_match.h"
#include "store/row.h"
#include "store/row_order.h"

namespace muster::store {

using namespace model;

namespace {

bool is_ref_of(const Ref& ref, const Entity& entity)
{
    const Ref actual = ref_of(ref.tenant, entity);
    return actual.kind == ref.kind && actual.id == ref.id && actual.customer == ref.customer;
}

bool asks_for_members(const Filter& filter)
{
    return filter.op == Filter::Op::member_of || filter.op == Filter::Op::satisfies ||
           std::any_of(filter.parts.begin(), filter.parts.end(), asks_for_members);
}

void check_rows(const Query& query, const std::vector<Entity>& rows)
{
    // Memberships may change between the page and this check, so filters on them are not checked.
    const bool is_repeatable = !asks_for_members(query.filter);
    for (const auto& row : rows) {
        require(kind_of(row) == query.kind, "page", "a row of another kind");
        require(query.with_removed || !is_removed(row), "page", "a removed row, not asked for");
        require(!is_repeatable || matches(query.filter, row, {}), "page",
                "a row that does not match the filter");
    }
}

void check_order(const Query& query, const Page& page)
{
    const RowOrder order(query.sort, query.kind);
    std::optional<Cursor> last;
    if (query.after) last = order.place(*query.after);
    for (const auto& row : page.rows) {
        const Cursor place = order.place(row);
        require(!last || order.before(*last, place), "page",
                "rows are not strictly in order, or not after the cursor");
        last = place;
    }
    if (!page.next) return;
    require(!page.rows.empty(), "page", "a cursor after no row");
    const Cursor next = order.place(*page.next);
    require(!order.before(next, *last) && !order.before(*last, next), "page",
            "the cursor does not stand at the last row");
}

} // namespace

void breach(std::string_view method, std::string_view what)
{
    std::fprintf(stderr, "The store's contract is broken in %.*s: %.*s\n",
                 static_cast<int>(method.size()), method.data(), static_cast<int>(what.size()),
                 what.data());
    std::abort();
}

void require(bool kept, std::string_view method, std::string_view what)
{
    if (!kept) breach(method, what);
}

void require_code(const Error& error, std::initializer_list<Code> allowed, std::string_view method)
{
    const bool is_common = error.code == Code::unavailable || error.code == Code::timed_out ||
                           error.code == Code::internal;
    const bool is_allowed = std::find(allowed.begin(), allowed.end(), error.code) != allowed.end();
    if (!is_common && !is_allowed) {
        breach(method, "the code " + std::string(name_of(error.code)) + " is not in its contract");
    }
}

Result<Entity> CheckedReads::get(const Ref& ref) const
{
    auto row = rows_.get(ref);
    if (!row) require_code(row.error(), {Code::not_found}, "get");
    if (row) require(is_ref_of(ref, *row), "get", "another row than the one asked for");
    return row;
}

Result<std::vector<Entity>> CheckedReads::get_all(Kind kind, TenantId tenant,
                                                  std::span<const std::int64_t> ids) const
{
    require(kind != Kind::membership, "get_all", "memberships have no ids");
    auto rows = rows_.get_all(kind, tenant, ids);
    if (!rows) {
        require_code(rows.error(), {}, "get_all");
        return rows;
    }
    auto id = ids.begin();
    for (const auto& row : *rows) {
        id = std::find(id, ids.end(), row_id(row));
        require(id != ids.end(), "get_all", "rows do not stand in the order asked for");
        require(kind_of(row) == kind, "get_all", "a row of another kind");
        ++id;
    }
    return rows;
}

Result<Entity> CheckedReads::find(const Key& key) const
{
    auto row = rows_.find(key);
    if (!row) require_code(row.error(), {Code::not_found}, "find");
    if (row) require(kind_of(*row) == key.kind, "find", "a row of another kind");
    return row;
}

Result<Page> CheckedReads::page(const Query& query) const
{
    auto page = rows_.page(query);
    if (!page) {
        require_code(page.error(), {}, "page");
        return page;
    }
    const auto size = std::ssize(page->rows);
    require(size <= std::max<std::int64_t>(query.limit, 0), "page", "more rows than the limit");
    require(!page->next || size == query.limit || query.bytes > 0, "page",
            "a cursor after a page that is not full");
    require(page->total.has_value() == query.with_total, "page", "total without being asked for");
    require(!page->total || *page->total >= size, "page", "a total below the rows shown");
    check_rows(query, page->rows);
    check_order(query, *page);
    return page;
}

Result<std::int64_t> CheckedReads::count(const Query& query) const
{
    auto count = rows_.count(query);
    if (!count) require_code(count.error(), {}, "count");
    if (count) require(*count >= 0, "count", "less than nothing");
    return count;
}

Result<std::vector<Change>> CheckedReads::changes(const ChangeQuery& query) const
{
    auto found = rows_.changes(query);
    if (!found) {
        require_code(found.error(), {}, "changes");
        return found;
    }
    Revision last = query.after + 1;
    std::int64_t count = 0;
    for (const auto& change : *found) {
        require(change.revision >= last, "changes",
                "revisions fall, or are not after the one asked");
        require(++count <= query.limit || change.revision == last, "changes",
                "more than the limit and the rest of its last revision");
        require(!query.kind || change.kind == *query.kind, "changes", "a change of another kind");
        require(!query.kind || query.id == 0 || change.id == query.id, "changes",
                "a change of another entity");
        require(change.action != Action::created || change.before.empty(), "changes",
                "something before it was created");
        require(change.action != Action::removed || change.after.empty(), "changes",
                "something after it was removed");
        last = change.revision;
    }
    return found;
}

Result<Revision> CheckedReads::revision(TenantId tenant) const
{
    auto revision = rows_.revision(tenant);
    if (!revision) require_code(revision.error(), {}, "revision");
    if (revision) require(*revision >= 0, "revision", "below zero");
    return revision;
}

} // namespace muster::store

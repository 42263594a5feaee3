#include "index/tenant/loader.h"

#include <algorithm>

#include "base/limits.h"
#include "base/pace.h"

namespace muster::index {

using namespace model;

namespace {

constexpr auto page_rows = static_cast<std::int64_t>(limits::page_items);

Result<void> load_kind(const Rows& rows, TenantIndex& index, Kind kind, const BetweenPages& between)
{
    Query query;
    query.kind = kind;
    query.tenant = index.tenant();
    query.limit = page_rows;
    // The index knows itself which groups are removed: asking the store for each row costs more.
    query.with_removed = kind == Kind::membership;
    if (kind == Kind::membership) query.filter = has_no("left_at");
    Pace pace;
    do {
        const auto page = TRY(rows.page(query));
        for (const auto& row : page.rows) {
            index.put(row);
            pace.step();
        }
        TRY(between());
        query.after = page.next;
    } while (query.after);
    return {};
}

// A row that does not exist any more needs no action: only kinds that are not indexed are deleted.
Result<void> load_row(const Rows& rows, TenantIndex& index, const Ref& ref)
{
    const auto row = rows.get(ref);
    if (!row && row.error().code != Code::not_found) return fail(row.error());
    if (row) index.put(*row);
    return {};
}

bool is_removal(const Change& change)
{
    return change.kind == Kind::customer && change.action == Action::removed;
}

Result<void> load_changed(const Rows& rows, TenantIndex& index, std::span<const Change> changes)
{
    std::vector<std::int64_t> customers;
    for (const auto& change : changes) {
        if (change.kind == Kind::customer) customers.push_back(change.id);
        if (change.kind != Kind::membership) continue;
        TRY(load_row(rows, index, {Kind::membership, index.tenant(), change.id, change.customer}));
    }
    std::sort(customers.begin(), customers.end());
    customers.erase(std::unique(customers.begin(), customers.end()), customers.end());
    const auto changed = TRY(rows.get_all(Kind::customer, index.tenant(), customers));
    for (const auto& row : changed) index.put(row);
    return {};
}

} // namespace

Result<void> load_rows(const Rows& rows, TenantIndex& index, const BetweenPages& between)
{
    for (const Kind kind : {Kind::field, Kind::group, Kind::customer, Kind::membership}) {
        TRY(load_kind(rows, index, kind, between));
    }
    index.trim();
    return {};
}

Result<bool> load_changes(const Rows& rows, TenantIndex& index, std::int64_t most,
                          const BetweenPages& between)
{
    for (const Kind kind : {Kind::field, Kind::group}) {
        TRY(load_kind(rows, index, kind, between));
    }
    ChangeQuery query;
    query.tenant = index.tenant();
    query.after = index.revision();
    query.limit = page_rows;
    bool erases = false;
    for (;;) {
        auto changes = TRY(rows.changes(query));
        if (changes.empty()) return erases;
        most -= std::ssize(changes);
        if (most < 0) return fail(Code::too_large, "snapshot", "too many changes to replay");
        query.after = changes.back().revision;
        erases = erases || std::any_of(changes.begin(), changes.end(), is_removal);
        TRY(load_changed(rows, index, changes));
        TRY(between());
    }
}

} // namespace muster::index

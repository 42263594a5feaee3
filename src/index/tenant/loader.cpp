#include "index/tenant/loader.h"

#include <algorithm>
#include <limits>
#include <thread>

#include "base/limits.h"
#include "base/pace.h"
#include "index/tenant/shared_reading.h"
#include "model/tenant_zone.h"

namespace muster::index {

using namespace model;

namespace {

constexpr auto page_rows = static_cast<std::int64_t>(limits::page_items);
// More parts than threads: a thread whose part has few rows takes another one.
constexpr std::int64_t parts_per_core = 4;

std::size_t cores() { return std::max(std::thread::hardware_concurrency(), 1U); }

Query query_for(const TenantIndex& index, Kind kind)
{
    Query query;
    query.kind = kind;
    query.tenant = index.tenant();
    query.limit = page_rows;
    // The index knows itself which groups are removed: asking the store for each row costs more.
    query.with_removed = kind == Kind::membership;
    if (kind == Kind::membership) query.filter = has_no("left_at");
    return query;
}

void put_page(TenantIndex& index, const Page& page, LoadListener& listener)
{
    Pace pace;
    for (const auto& row : page.rows) {
        index.put(row);
        pace.step();
    }
    listener.note(std::ssize(page.rows));
}

// Calls seen(page) for each page.
template <class Seen>
Result<void> load_kind(const Rows& rows, TenantIndex& index, Kind kind, LoadListener& listener,
                       const Seen& seen)
{
    auto query = query_for(index, kind);
    do {
        const auto page = TRY(rows.page(query));
        seen(page);
        put_page(index, page, listener);
        listener.set_aside();
        TRY(listener.apply());
        query.after = page.next;
    } while (query.after);
    return {};
}

Result<void> load_kind(const Rows& rows, TenantIndex& index, Kind kind, LoadListener& listener)
{
    return load_kind(rows, index, kind, listener, [](const Page&) {});
}

// Returns the static groups: only they count stored members.
Result<std::vector<Group>> load_groups(const Rows& rows, TenantIndex& index, LoadListener& listener)
{
    std::vector<Group> groups;
    TRY(load_kind(rows, index, Kind::group, listener, [&](const Page& page) {
        for (const auto& row : page.rows) {
            const auto& group = std::get<Group>(row);
            if (!group.is_dynamic()) groups.push_back(group);
        }
    }));
    return groups;
}

// The id of the newest customer, also of a removed one.
Result<std::int64_t> newest_customer(const Rows& rows, TenantId tenant)
{
    Query query;
    query.tenant = tenant;
    query.sort.descending = true;
    query.limit = 1;
    query.with_removed = true;
    const auto page = TRY(rows.page(query));
    return page.rows.empty() ? 0 : row_id(page.rows.front());
}

// Row ids that cut the customers, or the memberships, into parts of about equal size.
using Cuts = std::vector<std::int64_t>;

Cuts cuts_of_customers(std::int64_t newest, std::int64_t parts)
{
    Cuts cuts;
    for (std::int64_t part = 1; part < parts; ++part) cuts.push_back(newest / parts * part);
    return cuts;
}

Cuts cuts_of_memberships(const std::vector<Group>& groups, std::int64_t newest, std::int64_t parts)
{
    std::int64_t all = 0;
    for (const auto& group : groups) all += group.member_count;
    const auto part = static_cast<double>(std::max<std::int64_t>(all / parts, 1));
    Cuts cuts;
    double next = part; // the number of memberships before the next cut
    double before = 0;
    for (const auto& group : groups) {
        const auto members = static_cast<double>(group.member_count);
        for (; next <= before + members && std::ssize(cuts) + 1 < parts; next += part) {
            const double share = (next - before) / members;
            cuts.push_back((group.id.value << 32) +
                           static_cast<std::int64_t>(share * static_cast<double>(newest)));
        }
        before += members;
    }
    return cuts;
}

std::vector<RowRange> ranges_between(const Query& query, const Cuts& cuts)
{
    std::vector<RowRange> ranges{{query, std::numeric_limits<std::int64_t>::max()}};
    for (const auto cut : cuts) {
        ranges.back().last = cut;
        ranges.push_back({query, std::numeric_limits<std::int64_t>::max()});
        ranges.back().query.after = Cursor{{}, cut};
    }
    return ranges;
}

Result<void> load_shared(const Rows& rows, TenantIndex& index, std::vector<RowRange> ranges,
                         LoadListener& listener)
{
    SharedReading reading(rows, std::move(ranges), cores());
    reading.begin_round();
    for (;;) {
        const auto pages = TRY(reading.end_round());
        if (pages.empty()) return {};
        listener.set_aside();
        reading.begin_round();
        for (const auto& page : pages) put_page(index, page, listener);
        TRY(listener.apply());
    }
}

// A row that does not exist any more needs no action: only kinds that are not indexed are deleted.
Result<void> load_row(const Rows& rows, TenantIndex& index, const Ref& ref)
{
    const auto row = rows.get(ref);
    if (!row && row.error().code != Code::not_found) return fail(row.error());
    if (row) index.put(*row);
    return {};
}

Result<void> load_settings(const Rows& rows, TenantIndex& index)
{
    return load_row(rows, index, settings_of(index.tenant()));
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

Result<void> load_rows(const Rows& rows, TenantIndex& index, LoadListener& listener,
                       std::int64_t shared_from)
{
    TRY(load_settings(rows, index));
    const auto newest = TRY(newest_customer(rows, index.tenant()));
    TRY(load_kind(rows, index, Kind::field, listener)); // first: rules name fields
    const auto groups = TRY(load_groups(rows, index, listener));
    std::int64_t expected = newest;
    for (const auto& group : groups) expected += group.member_count;
    listener.expect(expected);
    if (newest < shared_from) {
        TRY(load_kind(rows, index, Kind::customer, listener));
        TRY(load_kind(rows, index, Kind::membership, listener));
    } else {
        const auto parts = static_cast<std::int64_t>(cores()) * parts_per_core;
        const auto share = [&](Kind kind, const Cuts& cuts) {
            return load_shared(rows, index, ranges_between(query_for(index, kind), cuts), listener);
        };
        TRY(share(Kind::customer, cuts_of_customers(newest, parts)));
        TRY(share(Kind::membership, cuts_of_memberships(groups, newest, parts)));
    }
    index.trim();
    return {};
}

Result<bool> load_changes(const Rows& rows, TenantIndex& index, std::int64_t most,
                          LoadListener& listener)
{
    TRY(load_settings(rows, index));
    for (const Kind kind : {Kind::field, Kind::group}) {
        TRY(load_kind(rows, index, kind, listener));
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
        listener.note(std::ssize(changes));
        listener.set_aside();
        TRY(listener.apply());
    }
}

} // namespace muster::index

// Reads page after page by id, with those conditions of the query that the engine can judge.
#include "store/sql/scan.h"

#include <algorithm>

#include "model/filter_match.h"
#include "store/row_order.h"
#include "store/sql/rows.h"
#include "store/sql/select.h"

namespace muster::store::sql {

using namespace model;

namespace {

constexpr std::int64_t rows_at_a_time = 1000;

// The query for all rows that may match: without the conditions that need a function.
Query superset_of(const Query& query)
{
    Query wider;
    wider.kind = query.kind;
    wider.tenant = query.tenant;
    wider.with_removed = query.with_removed;
    wider.limit = rows_at_a_time;
    if (!needs_functions(query.kind, query.filter)) {
        wider.filter = query.filter;
    } else if (query.filter.op == Filter::Op::all) {
        wider.filter.op = Filter::Op::all;
        for (const auto& part : query.filter.parts) {
            if (!needs_functions(query.kind, part)) wider.filter.parts.push_back(part);
        }
    }
    return wider;
}

// Calls visit(Entity&&) for each row that matches the filter, in the order of ids.
template <class Visit>
Result<void> each_match(SqlConnection& connection, const Query& query, const Visit& visit)
{
    const IsMember is_member = [&](std::int64_t group, std::int64_t customer) {
        const auto holder = read_row(connection, {Kind::group, query.tenant, group, 0});
        if (!holder || std::get<Group>(*holder).removed_at) return false;
        const auto row = read_row(connection, {Kind::membership, query.tenant, group, customer});
        return row && std::get<Membership>(*row).is_live();
    };
    Query wider = superset_of(query);
    do {
        auto page = TRY(read_page(connection, wider));
        wider.after = page.next;
        for (auto& row : page.rows) {
            if (matches(query.filter, row, is_member)) visit(std::move(row));
        }
    } while (wider.after);
    return {};
}

} // namespace

Result<Page> scan_page(SqlConnection& connection, const Query& query)
{
    struct PlacedRow {
        Cursor place;
        Entity row;
    };
    const RowOrder order(query.sort, query.kind);
    const auto before = [&](const PlacedRow& a, const PlacedRow& b) {
        return order.before(a.place, b.place);
    };
    const auto offset = query.after ? 0 : query.offset;
    const auto wanted = static_cast<std::size_t>(offset + query.limit + 1);
    std::optional<Cursor> after;
    if (query.after) after = order.place(*query.after);

    std::vector<PlacedRow> rows;
    std::int64_t total = 0;
    TRY(each_match(connection, query, [&](Entity&& row) {
        ++total;
        PlacedRow placed{order.place(row), std::move(row)};
        if (after && !order.before(*after, placed.place)) return;
        rows.push_back(std::move(placed));
        if (rows.size() < 2 * wanted + static_cast<std::size_t>(rows_at_a_time)) return;
        // Only the first rows can be on the page.
        std::nth_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(wanted),
                         rows.end(), before);
        rows.resize(wanted);
    }));
    std::sort(rows.begin(), rows.end(), before);
    Page page;
    if (query.with_total) page.total = total;
    const auto begin = std::min(static_cast<std::size_t>(offset), rows.size());
    const auto end = std::min(begin + static_cast<std::size_t>(query.limit), rows.size());
    for (auto i = begin; i < end; ++i) page.rows.push_back(std::move(rows[i].row));
    if (end < rows.size() && !page.rows.empty()) page.next = order.cursor(page.rows.back());
    return page;
}

Result<std::int64_t> scan_count(SqlConnection& connection, const Query& query)
{
    std::int64_t count = 0;
    TRY(each_match(connection, query, [&](Entity&&) { ++count; }));
    return count;
}

} // namespace muster::store::sql

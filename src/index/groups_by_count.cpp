#include "index/groups_by_count.h"

#include <algorithm>

namespace muster::index {

using namespace model;

// A comparison that every rule text fulfils: engines answer it from an index, unlike a test for
// null.
Filter is_dynamic() { return where("rule", Filter::Op::greater, std::string(" ")); }

namespace {

struct CountOrder {
    bool descending;

    bool operator()(const Group& a, const Group& b) const
    {
        if (a.member_count != b.member_count) {
            return (a.member_count < b.member_count) != descending;
        }
        return descending ? b.id < a.id : a.id < b.id;
    }
};

Result<std::vector<Group>> dynamic_groups(const Store& store, const Index& index,
                                          const Query& query)
{
    Query asked;
    asked.kind = Kind::group;
    asked.tenant = query.tenant;
    asked.filter = all_of({query.filter, is_dynamic()});
    asked.with_removed = query.with_removed;
    asked.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<Group> groups;
    do {
        auto page = TRY(store.page(asked));
        asked.after = page.next;
        for (auto& row : page.rows) groups.push_back(std::get<Group>(std::move(row)));
    } while (asked.after);
    std::vector<GroupId> ids;
    for (const auto& group : groups) ids.push_back(group.id);
    const auto counts = TRY(index.counts(query.tenant, ids));
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].member_count = counts[i];
    return groups;
}

// Where the page begins in the order of all groups: behind a cursor, or at an offset.
struct Start {
    std::optional<Group> after;
    std::int64_t offset = 0; // of the first static group that must be read
};

Start start_of(const Query& query, std::int64_t dynamic)
{
    if (!query.after) return {{}, std::max<std::int64_t>(query.offset - dynamic, 0)};
    Group last;
    last.id = {query.after->id};
    const auto* count = std::get_if<std::int64_t>(&query.after->value);
    if (count != nullptr) last.member_count = *count;
    return {last, 0};
}

// Adds the dynamic groups that lie behind the start and sorts. Gives how many of the result to
// skip.
std::int64_t merge(std::vector<Group>& groups, std::vector<Group> dynamic, const Start& start,
                   const Query& query)
{
    const CountOrder order{query.sort.descending};
    const auto is_before = [&](const Group& group) {
        if (start.after) return !order(*start.after, group);
        return start.offset > 0 && (groups.empty() || order(group, groups.front()));
    };
    const auto passed = static_cast<std::int64_t>(std::erase_if(dynamic, is_before));
    groups.insert(groups.end(), std::make_move_iterator(dynamic.begin()),
                  std::make_move_iterator(dynamic.end()));
    std::sort(groups.begin(), groups.end(), order);
    return start.after ? 0 : query.offset - start.offset - passed;
}

} // namespace

Result<Page> groups_by_count(const Store& store, const Index& index, const Query& query)
{
    auto dynamic = TRY(dynamic_groups(store, index, query));
    const auto dynamic_count = std::ssize(dynamic);
    const Start start = start_of(query, dynamic_count);
    Query asked = query;
    asked.filter = all_of({query.filter, negate(is_dynamic())});
    asked.offset = start.offset;
    asked.limit = query.limit + dynamic_count + 1; // one more shows whether there is a next page
    auto others = TRY(store.page(asked));
    Page page;
    if (query.with_total) page.total = others.total.value_or(0) + dynamic_count;
    auto groups = rows_of<Group>(std::move(others));
    const auto skipped = merge(groups, std::move(dynamic), start, query);
    for (auto i = skipped; i < std::ssize(groups); ++i) {
        auto& group = groups[static_cast<std::size_t>(i)];
        if (std::ssize(page.rows) == query.limit) {
            if (page.rows.empty()) break;
            const auto& last = std::get<Group>(page.rows.back());
            page.next = Cursor{last.member_count, last.id.value};
            break;
        }
        page.rows.emplace_back(std::move(group));
    }
    return page;
}

} // namespace muster::index

#include "index/groups_by_count.h"

#include <algorithm>

namespace muster::index {

using namespace model;

namespace {

// Any text of a rule: the comparison that engines answer without a walk through all groups.
Filter has_rule() { return where("rule", Filter::Op::greater, std::string(" ")); }

struct Order {
    bool descending;

    bool operator()(const Group& a, const Group& b) const
    {
        if (a.member_count != b.member_count) {
            return (a.member_count < b.member_count) != descending;
        }
        return descending ? b.id < a.id : a.id < b.id;
    }
};

Result<std::vector<Group>> groups_with_rules(const Store& store, const Index& index,
                                             const Query& query)
{
    Query asked;
    asked.kind = Kind::group;
    asked.tenant = query.tenant;
    asked.filter = all_of({query.filter, has_rule()});
    asked.with_removed = query.with_removed;
    asked.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<Group> groups;
    do {
        auto page = TRY(store.page(asked));
        asked.after = page.next;
        for (auto& row : page.rows) groups.push_back(std::get<Group>(std::move(row)));
    } while (asked.after);
    for (auto& group : groups) group.member_count = TRY(index.count(query.tenant, group.id));
    return groups;
}

// Where the page begins in the order of all groups: behind a cursor or a number of groups.
struct Start {
    std::optional<Group> after;
    std::int64_t offset = 0; // of the groups without rules that need to be read
};

Start start_of(const Query& query, std::int64_t ruled)
{
    if (!query.after) return {{}, std::max<std::int64_t>(query.offset - ruled, 0)};
    Group last;
    last.id = {query.after->id};
    const auto* count = std::get_if<std::int64_t>(&query.after->value);
    if (count != nullptr) last.member_count = *count;
    return {last, 0};
}

// Adds the ruled groups that lie behind the start; gives how many of all to skip then.
std::int64_t merge(std::vector<Group>& groups, std::vector<Group> ruled, const Start& start,
                   const Query& query)
{
    const Order order{query.sort.descending};
    const auto is_before = [&](const Group& group) {
        if (start.after) return !order(*start.after, group);
        return start.offset > 0 && (groups.empty() || order(group, groups.front()));
    };
    const auto passed = static_cast<std::int64_t>(std::erase_if(ruled, is_before));
    groups.insert(groups.end(), std::make_move_iterator(ruled.begin()),
                  std::make_move_iterator(ruled.end()));
    std::sort(groups.begin(), groups.end(), order);
    return start.after ? 0 : query.offset - start.offset - passed;
}

} // namespace

Result<Page> groups_by_count(const Store& store, const Index& index, const Query& query)
{
    auto ruled = TRY(groups_with_rules(store, index, query));
    const auto ruled_count = std::ssize(ruled);
    const Start start = start_of(query, ruled_count);
    Query asked = query;
    asked.filter = all_of({query.filter, negate(has_rule())});
    asked.offset = start.offset;
    asked.limit = query.limit + ruled_count + 1; // one more tells that there is a next page
    auto others = TRY(store.page(asked));
    Page page;
    if (query.with_total) page.total = others.total.value_or(0) + ruled_count;
    auto groups = rows_of<Group>(std::move(others));
    const auto skipped = merge(groups, std::move(ruled), start, query);
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

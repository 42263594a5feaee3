// Static and dynamic groups are ordered by their exact member counts, and pages in that order lose
// and repeat no group (core promises 4 and 8).
#include <algorithm>

#include <gtest/gtest.h>

#include "dialects/world.h"
#include "directory/groups.h"
#include "directory/memberships.h"

namespace muster::dialects::test {
namespace {

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

// A static and a dynamic group for each member count from 0 to 3.
Result<void> make_groups(directory::Directory& directory)
{
    return directory.write(maker, {1}, [](directory::Transaction& transaction) -> Result<void> {
        for (const int members : {2, 0, 3, 1, 2}) {
            model::Group by_rule;
            by_rule.name = "By rule";
            by_rule.rule = "id <= " + std::to_string(members);
            TRY(directory::create_group(transaction, by_rule));
            model::Group by_hand;
            by_hand.name = "By hand";
            const auto made = TRY(directory::create_group(transaction, by_hand));
            for (int id = 1; id <= members; ++id) {
                TRY(directory::join(transaction, made.id, model::CustomerId{id}));
            }
        }
        return {};
    });
}

model::Query groups_by_count(bool descending)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = {1};
    query.sort = {"member_count", descending};
    query.with_total = true;
    return query;
}

using Ids = std::vector<std::int64_t>;

Ids ids_of(model::Page page)
{
    Ids ids;
    for (const auto& group : model::rows_of<model::Group>(std::move(page))) {
        ids.push_back(group.id.value);
    }
    return ids;
}

// Computed from the count of each group when it is read alone.
Ids expected_order(const model::Rows& rows, bool descending)
{
    model::Query query;
    query.kind = model::Kind::group;
    query.tenant = {1};
    std::vector<std::pair<std::int64_t, std::int64_t>> order;
    for (const auto id : ids_of(rows.page(query).value())) {
        order.emplace_back(model::get(rows, {1}, model::GroupId{id})->member_count, id);
    }
    std::sort(order.begin(), order.end());
    if (descending) std::reverse(order.begin(), order.end());
    Ids ids;
    for (const auto& [count, id] : order) ids.push_back(id);
    return ids;
}

Ids walk_by_cursor(const model::Rows& rows, model::Query query, std::int64_t limit)
{
    query.limit = limit;
    Ids ids;
    for (int pages = 0; pages < 100; ++pages) {
        auto page = rows.page(query).value();
        query.after = page.next;
        for (const auto id : ids_of(std::move(page))) ids.push_back(id);
        if (!query.after) break;
    }
    return ids;
}

Ids walk_by_offset(const model::Rows& rows, model::Query query, std::int64_t limit)
{
    query.limit = limit;
    Ids ids;
    for (query.offset = 0; query.offset < 100; query.offset += limit) {
        for (const auto id : ids_of(rows.page(query).value())) ids.push_back(id);
    }
    return ids;
}

} // namespace

TEST(GroupCounts, order_groups_by_rule_and_by_hand_alike)
{
    World world;
    const auto made = make_groups(world.directory());
    ASSERT_TRUE(made) << made.error().message;
    const auto& rows = world.directory().rows();
    for (const bool descending : {false, true}) {
        const auto expected = expected_order(rows, descending);
        ASSERT_EQ(expected.size(), 13U) << "ten, and the three that every test has";
        const auto query = groups_by_count(descending);
        EXPECT_EQ(rows.page(query)->total, 13);
        for (const std::int64_t limit : {1, 2, 3, 5, 13, 100}) {
            EXPECT_EQ(walk_by_cursor(rows, query, limit), expected) << limit;
            EXPECT_EQ(walk_by_offset(rows, query, limit), expected) << limit;
        }
    }
}

} // namespace muster::dialects::test

// The rows that a node has in memory are those that the database has. An old state must not stay
// (promise 4).
#include <gtest/gtest.h>

#include "store/sql/row_cache.h"

namespace muster::store::sql {
namespace {

using namespace model;

const CachedKey key({Kind::group, {1}, 7, 0});

Entity group_named(const std::string& name)
{
    Group group;
    group.id = {7};
    group.name = name;
    return group;
}

std::string name_in(RowCache& cache, const CachedKey& of = key)
{
    const auto row = cache.find(of);
    return row ? std::get<Group>(*row).name : "";
}

TEST(RowCacheStory, a_row_that_was_read_is_found_in_its_tenant_only) // promise 7
{
    RowCache cache;
    cache.offer(key, group_named("read"), cache.state_of(key));
    EXPECT_EQ(name_in(cache), "read");
    EXPECT_EQ(name_in(cache, CachedKey({Kind::group, {2}, 7, 0})), "");
}

TEST(RowCacheStory, a_row_is_not_there_while_a_change_of_it_commits)
{
    RowCache cache;
    cache.offer(key, group_named("old"), cache.state_of(key));
    EXPECT_TRUE(cache.close(key));
    EXPECT_EQ(name_in(cache), "");
    cache.offer(key, group_named("old"), cache.state_of(key));
    EXPECT_EQ(name_in(cache), "") << "a reader cannot know which state it has read";
    cache.put(key, group_named("new"));
    cache.open();
    EXPECT_EQ(name_in(cache), "new");
}

TEST(RowCacheStory, what_was_read_before_or_while_a_batch_commits_is_not_taken_after_it)
{
    RowCache cache;
    const auto before = cache.state_of(key);
    EXPECT_FALSE(cache.close(key));
    const auto meanwhile = cache.state_of(key);
    cache.open();
    cache.offer(key, group_named("old"), before);
    cache.offer(key, group_named("old"), meanwhile);
    EXPECT_EQ(name_in(cache), "");
    cache.offer(key, group_named("new"), cache.state_of(key));
    EXPECT_EQ(name_in(cache), "new");
}

// Promise 11: more rows than the cache may have push out those that nobody reads.
TEST(RowCacheStory, rows_in_use_stay_and_others_leave)
{
    RowCache cache;
    cache.offer(key, group_named("in use"), cache.state_of(key));
    const CachedKey unused({Kind::group, {1}, 8, 0});
    cache.offer(unused, group_named("unused"), cache.state_of(unused));
    Group large;
    large.description = std::string(1'000'000, 'd');
    for (std::int64_t id = 100; id < 700; ++id) {
        const CachedKey other({Kind::group, {1}, id, 0});
        cache.offer(other, large, cache.state_of(other));
        EXPECT_EQ(name_in(cache), "in use");
    }
    EXPECT_EQ(name_in(cache, unused), "");
}

} // namespace
} // namespace muster::store::sql

// Groups whose rule searches a list are exact too (promise 5): their sizes, and the groups of one
// customer, which are read from the index.
#include "index/world.h"

namespace muster::index::test {
namespace {

class ListGroups : public IndexWorld {
protected:
    ListGroups()
    {
        CustomField field;
        field.id = {1};
        field.key = "tags";
        field.type = Type::list;
        put(field);
        tagged(1, {"vip", "new"});
        tagged(2, {"new"});
        group(1);
        group(2, "tags && ARRAY['vip']");
        group(3, "tags @> ARRAY['new'] AND MEMBER OF 1");
    }

    void tagged(std::int64_t id, const TextList& tags)
    {
        Customer one;
        one.id = {id};
        one.fields.set("tags", tags);
        put(one);
    }
    std::int64_t size(std::int64_t group) const { return index->count(tenant, {group}).value(); }
    std::vector<GroupId> groups_of(std::int64_t customer) const
    {
        return index->dynamic_groups_of(tenant, {customer}).value();
    }
};

TEST_F(ListGroups, of_a_customer_are_known)
{
    EXPECT_EQ(groups_of(1), std::vector{GroupId{2}});
    join(1, 1);
    EXPECT_EQ(groups_of(1), (std::vector{GroupId{2}, GroupId{3}}));
    tagged(1, {"new"});
    EXPECT_EQ(groups_of(1), std::vector{GroupId{3}});
}

TEST_F(ListGroups, have_the_size_of_their_members)
{
    EXPECT_EQ(size(2), 1);
    EXPECT_EQ(size(3), 0);
    tagged(2, {"vip"});
    EXPECT_EQ(size(2), 2);
    join(1, 1);
    EXPECT_EQ(size(3), 1) << "only a membership has changed: the list is read from the index";
}

// The first list of groups after a start need not count them.
TEST_F(ListGroups, are_counted_once_in_the_background)
{
    EXPECT_EQ(index->count_unknown_sizes(), 0U) << "nobody has asked for the tenant";
    ASSERT_TRUE(index->preload(tenant));
    EXPECT_EQ(index->count_unknown_sizes(), 2U);
    EXPECT_EQ(index->count_unknown_sizes(), 0U);
    tagged(2, {"vip"});
    EXPECT_EQ(size(2), 2);
    EXPECT_EQ(index->count_unknown_sizes(), 0U) << "the write has changed the size";
    group(2, "tags && ARRAY['new']");
    EXPECT_EQ(index->count_unknown_sizes(), 1U);
    EXPECT_EQ(size(2), 1);
}

} // namespace
} // namespace muster::index::test

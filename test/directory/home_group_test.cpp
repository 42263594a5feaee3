// Which group of a customer the APIs show that know only one ("home group" in docs/glossary.md).
#include "directory/directory_test.h"
#include "model/lookup.h"

namespace muster::directory {

using HomeGroup = DirectoryTest;

TEST_F(HomeGroup, IsTheOldestMembershipUntilThereIsADefault)
{
    const auto nora = customer("Nora");
    const auto first = group("First");
    const auto second = group("Second");
    EXPECT_FALSE(read(nora).home_group);
    ASSERT_TRUE(join(first, nora));
    ASSERT_TRUE(join(second, nora));
    EXPECT_EQ(read(nora).home_group, first);
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_membership(t, second, nora, [](Membership& m) {
            m.is_default = true;
            return Result<void>{};
        });
    }));
    EXPECT_EQ(read(nora).home_group, second);
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, second, nora); }));
    EXPECT_EQ(read(nora).home_group, first);
}

TEST_F(HomeGroup, ThereIsAtMostOneDefault)
{
    const auto nora = customer("Nora");
    const auto first = group("First");
    const auto second = group("Second");
    Joining as_default;
    as_default.is_default = true;
    ASSERT_TRUE(join(first, nora, as_default));
    ASSERT_TRUE(join(second, nora, as_default));
    const auto memberships = memberships_of(directory.rows(), {1}, nora).value();
    ASSERT_EQ(memberships.size(), 2U);
    EXPECT_FALSE(memberships[0].is_default);
    EXPECT_TRUE(memberships[1].is_default);
}

TEST_F(HomeGroup, SettingItMovesTheCustomerAndLeavesOtherMembershipsAlone)
{
    const auto nora = customer("Nora");
    const auto trade = group("Trade");
    const auto vip = group("VIP");
    const auto other = group("Other");
    const auto set = [&](GroupId to) {
        return write([&](Transaction& t) { return set_home_group(t, nora, to); });
    };
    ASSERT_TRUE(set(trade));
    ASSERT_TRUE(join(other, nora));
    ASSERT_TRUE(set(vip));
    EXPECT_EQ(read(nora).home_group, vip);
    EXPECT_EQ(read(trade).member_count, 0);
    EXPECT_EQ(read(other).member_count, 1);
    ASSERT_TRUE(set({}));
    EXPECT_EQ(read(nora).home_group, other) << "an older membership shows again";
}

TEST_F(HomeGroup, AFullGroupRefusesAndNothingMoves)
{
    const auto nora = customer("Nora");
    const auto old = group("Old");
    const auto full = group("Full", 1);
    ASSERT_TRUE(join(old, nora));
    ASSERT_TRUE(join(full, customer("Luca")));
    const auto moved = write([&](Transaction& t) { return set_home_group(t, nora, full); });
    EXPECT_EQ(moved.error().code, Code::full);
    EXPECT_EQ(read(nora).home_group, old);
}

TEST_F(HomeGroup, RemovingTheGroupRenewsItsCustomers)
{
    const auto nora = customer("Nora");
    const auto vip = group("VIP");
    ASSERT_TRUE(join(vip, nora));
    const auto before = read(nora).updated_at;
    ASSERT_TRUE(write([&](Transaction& t) { return remove_group(t, vip); }));
    EXPECT_FALSE(read(nora).home_group);
    EXPECT_GT(read(nora).updated_at, before);
    EXPECT_EQ(live_group(directory.rows(), {1}, vip).error().code, Code::not_found);
    EXPECT_EQ(read(vip).status, GroupStatus::removed);
}

} // namespace muster::directory

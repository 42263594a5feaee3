// A dynamic group is a group in every API: it is listed and read, and shows its members; nobody can
// be added to it (core promises 4 and 5).
#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"
#include "directory/customers.h"
#include "directory/groups.h"
#include "model/lookup.h"

namespace muster::dialects::test {
namespace {

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

// The dynamic group of customers in Bletchley, the only customer there, and one who lives
// elsewhere.
struct Village {
    model::GroupId group;
    model::CustomerId member;
    model::CustomerId stranger;
};

Result<Village> make_village(directory::Directory& directory)
{
    return directory.write(maker, {1}, [](directory::Transaction& transaction) -> Result<Village> {
        model::Customer joan;
        joan.first_name = "Joan";
        joan.last_name = "Clarke";
        joan.name = "Joan Clarke";
        joan.email = "joan@harbour.example";
        joan.phone = "447700900123";
        joan.city = "Bletchley";
        model::Customer mavis = joan;
        mavis.email = "mavis@harbour.example";
        mavis.phone = "447700900456";
        mavis.city = "London";
        model::Group group;
        group.name = "Bletchley";
        group.rule = "city = 'Bletchley'";
        Village village;
        village.group = TRY(directory::create_group(transaction, group)).id;
        village.member = TRY(directory::create_customer(transaction, joan)).id;
        village.stranger = TRY(directory::create_customer(transaction, mavis)).id;
        return village;
    });
}

void introduce(Caller& caller, const Village& village, model::CustomerId customer)
{
    const bool is_member = customer == village.member;
    caller.set("gid", std::to_string(village.group.value));
    caller.set("cid", std::to_string(customer.value));
    caller.set("name", "Bletchley");
    caller.set("first", "Joan");
    caller.set("last", "Clarke");
    caller.set("email", is_member ? "joan@harbour.example" : "mavis@harbour.example");
    caller.set("phone", is_member ? "447700900123" : "447700900456");
}

void expect_act(const Dialect& dialect, std::string_view act, model::CustomerId Village::*customer)
{
    SCOPED_TRACE(dialect.name);
    World world;
    Caller caller(world, dialect);
    const auto village = make_village(world.directory());
    ASSERT_TRUE(village) << village.error().message;
    introduce(caller, *village, (*village).*customer);
    const auto& acts = Acts::of(dialect);
    const std::string difference = acts.has(act) ? acts.play(caller, act) : std::string();
    EXPECT_TRUE(difference.empty()) << difference;
    const auto& rows = world.directory().rows();
    const auto newest = rows.revision({1});
    EXPECT_EQ(model::get(rows, {1}, village->group)->member_count, 1) << *newest;
    EXPECT_FALSE(model::get(rows, {1}, (*village).*customer)->home_group)
        << "a dynamic group is never a home group";
}

// The customers are in no group, so that each rule with NOT finds all of them.
struct NamedGroup {
    model::GroupId vip;
    model::GroupId members; // of the VIPs
    model::GroupId others;
    std::int64_t others_before = 0;
};

Result<NamedGroup> make_named_group(directory::Directory& directory)
{
    const auto make = [](directory::Transaction& transaction, const std::string& name,
                         const std::string& rule) -> Result<model::GroupId> {
        model::Group group;
        group.name = name;
        group.rule = rule;
        return TRY(directory::create_group(transaction, group)).id;
    };
    auto made = TRY(
        directory.write(maker, {1}, [&](directory::Transaction& transaction) -> Result<NamedGroup> {
            NamedGroup groups;
            groups.vip = TRY(make(transaction, "Bletchley", ""));
            groups.members = TRY(make(transaction, "Members", "MEMBER OF 'Bletchley'"));
            groups.others =
                TRY(make(transaction, "Others", "id > 0 AND NOT MEMBER OF 'Bletchley'"));
            return groups;
        }));
    made.others_before = TRY(model::get(directory.rows(), {1}, made.others)).member_count;
    return made;
}

void expect_no_rule_widens(const Dialect& dialect)
{
    SCOPED_TRACE(dialect.name);
    World world;
    Caller caller(world, dialect);
    const auto made = make_named_group(world.directory());
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_GT(made->others_before, 0);
    caller.set("gid", std::to_string(made->vip.value));
    caller.set("name", "Bletchley");
    const std::string difference = Acts::of(dialect).play(caller, "remove group");
    const auto& rows = world.directory().rows();
    const bool is_removed = !model::live_group(rows, {1}, made->vip).has_value();
    EXPECT_EQ(is_removed, difference.empty()) << difference;
    const auto others = model::get(rows, {1}, made->others);
    EXPECT_EQ(others->member_count, is_removed ? 0 : made->others_before);
    EXPECT_EQ(model::get(rows, {1}, made->members)->member_count, 0);
    EXPECT_EQ(is_removed, others->rule == "id > 0 AND NOT REMOVED('MEMBER OF ''Bletchley''')")
        << others->rule;
}

} // namespace

// Promise 14: the native API refuses the removal. The others remove the group, and the part of the
// rules that names it becomes unknown.
TEST(GroupsByRule, never_widen_when_a_group_that_they_name_is_removed)
{
    int removals = 0;
    for (const Dialect* dialect : all()) {
        if (!Acts::of(*dialect).has("remove group")) continue;
        expect_no_rule_widens(*dialect);
        ++removals;
    }
    EXPECT_GE(removals, 4);
}

TEST(GroupsByRule, are_read_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "read group", &Village::member);
}

TEST(GroupsByRule, show_their_members_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "read members", &Village::member);
}

TEST(GroupsByRule, refuse_manual_joins_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "join by rule", &Village::stranger);
}

} // namespace muster::dialects::test

// A dynamic group is a group in every API: it is listed and read, and shows its members; nobody can
// be added to it (core promises 4 and 5).
#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"
#include "directory/customers.h"
#include "directory/groups.h"

namespace muster::dialects::test {
namespace {

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

// The only customer in Bletchley, and the dynamic group of customers there.
struct Village {
    model::CustomerId customer;
    model::GroupId group;
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
        model::Group group;
        group.name = "Bletchley";
        group.rule = "city = 'Bletchley'";
        return Village{TRY(directory::create_customer(transaction, joan)).id,
                       TRY(directory::create_group(transaction, group)).id};
    });
}

void introduce(Caller& caller, const Village& village)
{
    caller.set("gid", std::to_string(village.group.value));
    caller.set("cid", std::to_string(village.customer.value));
    caller.set("name", "Bletchley");
    caller.set("first", "Joan");
    caller.set("last", "Clarke");
    caller.set("email", "joan@harbour.example");
    caller.set("phone", "447700900123");
}

void expect_act(const Dialect& dialect, std::string_view act)
{
    SCOPED_TRACE(dialect.name);
    World world;
    Caller caller(world, dialect);
    const auto village = make_village(world.directory());
    ASSERT_TRUE(village) << village.error().message;
    introduce(caller, *village);
    const auto& acts = Acts::of(dialect);
    const std::string difference = acts.has(act) ? acts.play(caller, act) : std::string();
    EXPECT_TRUE(difference.empty()) << difference;
    const auto& rows = world.directory().rows();
    const auto newest = rows.revision({1});
    EXPECT_EQ(model::get(rows, {1}, village->group)->member_count, 1) << *newest;
    EXPECT_FALSE(model::get(rows, {1}, village->customer)->home_group)
        << "a dynamic group is never a home group";
}

} // namespace

TEST(GroupsByRule, are_read_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "read group");
}

TEST(GroupsByRule, show_their_members_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "read members");
}

TEST(GroupsByRule, refuse_manual_joins_through_every_api)
{
    for (const Dialect* dialect : all()) expect_act(*dialect, "join by rule");
}

} // namespace muster::dialects::test

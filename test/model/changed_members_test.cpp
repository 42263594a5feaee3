// The list of what differs between two states of an entity, and which keys it may touch.
#include <gtest/gtest.h>

#include "model/changed_members.h"
#include "model/keys.h"

namespace muster::model {
namespace {

TEST(ChangedMembers, names_members_fields_and_extras_that_differ)
{
    Customer before;
    before.email = "ann@example.org";
    before.fields.set("tier", std::string("gold"));
    before.fields.set("visits", std::int64_t{3});
    before.extras.set("ecwid", "{}");
    Customer after = before;
    EXPECT_TRUE(changed_members(before, after).none());

    after.city = "Oslo";
    after.fields.set("visits", std::int64_t{4});
    after.fields.set("tier", {});
    after.fields.set("age", std::int64_t{40});
    after.extras.set("nuweb", "{}");
    const auto changed = changed_members(before, after);
    EXPECT_TRUE(changed.has(CustomerColumn::city));
    EXPECT_FALSE(changed.has(CustomerColumn::email));
    EXPECT_EQ(changed.fields, (std::vector<std::string>{"age", "tier", "visits"}));
    EXPECT_EQ(changed.extras, (std::vector<std::string>{"nuweb"}));
    EXPECT_EQ(changed, changed_members(Entity{before}, Entity{after}));
}

TEST(ChangedMembers, finds_every_member_of_a_customer)
{
    for (const auto& member : Schema<Customer>::members) {
        if (member.storage != Storage::text) continue;
        Customer after;
        member.set(after, std::string("x"));
        const auto changed = changed_members(Customer{}, after);
        EXPECT_EQ(changed.columns, std::uint64_t{1} << (&member - Schema<Customer>::members.data()))
            << member.name;
    }
}

TEST(ChangedMembers, keys_change_only_with_the_members_that_they_are_made_of)
{
    CustomField unique;
    unique.key = "card";
    unique.unique = true;
    const DeclaredFields declared({unique});
    const auto may_change = [&](auto edit) {
        Customer after;
        edit(after);
        return may_change_keys(Kind::customer, changed_members(Customer{}, after), declared);
    };
    EXPECT_TRUE(may_change([](Customer& c) { c.email = "a@b.c"; }));
    EXPECT_TRUE(may_change([](Customer& c) { c.fields.set("card", std::int64_t{1}); }));
    EXPECT_FALSE(may_change([](Customer& c) { c.fields.set("tier", std::int64_t{1}); }));
    EXPECT_FALSE(may_change([](Customer& c) { c.name = "Ann"; }));
}

} // namespace
} // namespace muster::model

// A change through one API is visible in all others, and the change log has its author and its API
// (core promises 4 and 9).
#include <memory>

#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"
#include "directory/customers.h"
#include "directory/groups.h"

namespace muster::dialects::test {
namespace {

class Crowd {
public:
    Crowd()
    {
        for (const Dialect* dialect : all()) {
            callers_.push_back(std::make_unique<Caller>(world_, *dialect));
        }
    }

    World& world() { return world_; }
    const std::vector<std::unique_ptr<Caller>>& callers() const { return callers_; }

    // The change of this kind in the newest revision of tenant 1.
    model::Change last_change(model::Kind kind)
    {
        const auto& rows = world_.directory().rows();
        model::ChangeQuery query;
        query.tenant = {1};
        query.after = rows.revision({1}).value() - 1;
        query.kind = kind;
        const auto changes = rows.changes(query);
        return changes && !changes->empty() ? changes->front() : model::Change{};
    }

private:
    World world_;
    std::vector<std::unique_ptr<Caller>> callers_;
};

void expect(Caller& caller, std::string_view act)
{
    const std::string difference = Acts::of(caller.dialect()).play(caller, act);
    EXPECT_TRUE(difference.empty()) << difference;
}

void expect_origin(const model::Change& change, const Caller& caller)
{
    EXPECT_EQ(change.dialect, caller.dialect().name);
    EXPECT_EQ(change.action, model::Action::updated);
    EXPECT_TRUE(change.principal.starts_with("full ")) << change.principal;
}

TEST(Everyone, sees_a_group_renamed_through_any_api)
{
    Crowd crowd;
    int count = 0;
    for (const auto& actor : crowd.callers()) {
        if (!Acts::of(actor->dialect()).has("rename group")) continue;
        actor->set("gid", "1");
        actor->set("name", "Renamed " + std::to_string(++count));
        expect(*actor, "rename group");
        expect_origin(crowd.last_change(model::Kind::group), *actor);
        for (const auto& reader : crowd.callers()) {
            hand_over(*actor, *reader);
            expect(*reader, "read group");
        }
    }
    EXPECT_GT(count, 0);
}

TEST(Everyone, sees_a_customer_changed_through_any_api)
{
    Crowd crowd;
    int count = 0;
    for (const auto& actor : crowd.callers()) {
        if (!Acts::of(actor->dialect()).has("change customer")) continue;
        const std::string number = std::to_string(++count);
        actor->set("cid", "3");
        actor->set("first", "Alan" + number);
        actor->set("last", "Turing");
        actor->set("email", "alan" + number + "@harbour.example");
        actor->set("phone", "447700900321");
        expect(*actor, "change customer");
        expect_origin(crowd.last_change(model::Kind::customer), *actor);
        for (const auto& reader : crowd.callers()) {
            hand_over(*actor, *reader);
            expect(*reader, "read customer");
        }
    }
    EXPECT_GT(count, 0);
}

// Creates a group without members and a customer without groups, as variables of the caller.
Result<void> make_strangers(directory::Directory& directory, Caller& caller,
                            const std::string& number)
{
    const directory::Principal maker{{}, {}, {}, "test", "test", {}};
    model::Group group;
    group.name = "Group " + number;
    model::Customer customer;
    customer.first_name = "Stranger" + number;
    customer.last_name = "Okoro";
    customer.email = "stranger" + number + "@harbour.example";
    return directory.write(maker, {1}, [&](directory::Transaction& transaction) -> Result<void> {
        const auto made = TRY(directory::create_group(transaction, group));
        const auto person = TRY(directory::create_customer(transaction, customer));
        caller.set("gid", std::to_string(made.id.value));
        caller.set("cid", std::to_string(person.id.value));
        caller.set("first", person.first_name);
        caller.set("last", person.last_name);
        caller.set("email", person.email);
        caller.set("phone", "44770090032" + number);
        return {};
    });
}

TEST(Everyone, sees_a_member_added_through_any_api)
{
    Crowd crowd;
    int count = 0;
    for (const auto& actor : crowd.callers()) {
        if (!Acts::of(actor->dialect()).has("join")) continue;
        const std::string number = std::to_string(++count);
        const auto made = make_strangers(crowd.world().directory(), *actor, number);
        ASSERT_TRUE(made) << made.error().message;
        expect(*actor, "join");
        for (const auto& reader : crowd.callers()) {
            hand_over(*actor, *reader);
            expect(*reader, "read members");
        }
    }
    EXPECT_GT(count, 0);
}

} // namespace
} // namespace muster::dialects::test

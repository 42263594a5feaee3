// One API changes, all others see it, and the change log tells through which API and who (core
// promises 4 and 9).
#include <memory>

#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"

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

    // The newest entry of tenant 1's log.
    core::Change last_change()
    {
        const auto& rows = world_.directory().rows();
        core::ChangeQuery query;
        query.tenant = {1};
        query.after = rows.revision({1}).value() - 1;
        const auto changes = rows.changes(query);
        return changes && !changes->empty() ? changes->back() : core::Change{};
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

void expect_origin(const core::Change& change, const Caller& caller, core::Kind kind)
{
    EXPECT_EQ(change.dialect, caller.dialect().name);
    EXPECT_EQ(change.kind, kind);
    EXPECT_EQ(change.action, core::Action::updated);
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
        expect_origin(crowd.last_change(), *actor, core::Kind::group);
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
        expect_origin(crowd.last_change(), *actor, core::Kind::customer);
        for (const auto& reader : crowd.callers()) {
            hand_over(*actor, *reader);
            expect(*reader, "read customer");
        }
    }
    EXPECT_GT(count, 0);
}

TEST(Everyone, sees_who_joined_through_any_api)
{
    for (const Dialect* dialect : all()) {
        if (!Acts::of(*dialect).has("join")) continue;
        Crowd crowd;
        for (const auto& actor : crowd.callers()) {
            if (&actor->dialect() != dialect) continue;
            actor->set("gid", "3");
            actor->set("cid", "3");
            actor->set("first", "Alan");
            actor->set("last", "Turing");
            actor->set("email", "alan@example.org");
            actor->set("phone", "447700900321");
            expect(*actor, "join");
            for (const auto& reader : crowd.callers()) {
                hand_over(*actor, *reader);
                expect(*reader, "read members");
            }
        }
    }
}

} // namespace
} // namespace muster::dialects::test

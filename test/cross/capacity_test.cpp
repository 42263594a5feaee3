// Capacity is never exceeded (core promise 3): many customers join one group at the same time,
// through every API that has joins.
#include <thread>

#include <gtest/gtest.h>

#include "cross/acts.h"
#include "dialects/all.h"
#include "directory/customers.h"
#include "directory/groups.h"

namespace muster::dialects::test {
namespace {

constexpr int capacity = 100;
constexpr int customers = 200;
constexpr int threads = 8;

const directory::Principal maker{{}, {}, {}, "test", "test", {}};

struct Crowded {
    std::int64_t group = 0;
    std::int64_t first_customer = 0;
};

Result<Crowded> make_crowd(directory::Directory& directory)
{
    return directory.write(maker, {1}, [](directory::Transaction& transaction) -> Result<Crowded> {
        model::Group group;
        group.name = "Crowded";
        group.capacity = capacity;
        Crowded crowded;
        crowded.group = TRY(directory::create_group(transaction, group)).id.value;
        for (int i = 0; i < customers; ++i) {
            model::Customer customer;
            customer.name = "Customer " + std::to_string(i);
            customer.email = "c" + std::to_string(i) + "@harbour.example";
            const auto made = TRY(directory::create_customer(transaction, customer));
            if (i == 0) crowded.first_customer = made.id.value;
        }
        return crowded;
    });
}

// One thread: its caller adds its share of the customers. Answers are ignored, because half fail.
void join_some(Caller caller, const Crowded& crowded, int first)
{
    for (int i = first; i < customers; i += threads) {
        caller.set("gid", std::to_string(crowded.group));
        caller.set("cid", std::to_string(crowded.first_customer + i));
        caller.set("first", "Customer");
        caller.set("last", std::to_string(i));
        caller.set("email", "c" + std::to_string(i) + "@harbour.example");
        caller.set("phone", "4477009" + std::to_string(10000 + i));
        Acts::of(caller.dialect()).play(caller, "join");
    }
}

TEST(Capacity, is_never_exceeded_whatever_races)
{
    for (const Dialect* dialect : all()) {
        if (!Acts::of(*dialect).has("join")) continue;
        SCOPED_TRACE(dialect->name);
        World world;
        const Caller caller(world, *dialect);
        const auto crowded = make_crowd(world.directory());
        ASSERT_TRUE(crowded) << crowded.error().message;
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&, i] { join_some(caller, *crowded, i); });
        }
        for (auto& thread : running) thread.join();

        const model::GroupId id{crowded->group};
        const auto group = model::get(world.directory().rows(), {1}, id);
        ASSERT_TRUE(group);
        EXPECT_EQ(group->member_count, capacity);
        model::Query members;
        members.kind = model::Kind::membership;
        members.tenant = {1};
        members.filter = model::equals("group_id", crowded->group);
        EXPECT_EQ(world.directory().rows().count(members).value(), capacity);
    }
}

} // namespace
} // namespace muster::dialects::test

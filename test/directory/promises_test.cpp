// The promises of the core (docs/promises.md), each by its number.
#include <thread>

#include "directory/directory_test.h"
#include "model/lookup.h"

namespace muster::directory {

using Promises = DirectoryTest;

// Promise 1: a write is all or nothing, also over many rows.
TEST_F(Promises, AWriteThatFailsInItsMiddleLeavesNothing)
{
    const auto before = revision();
    const auto result = write([&](Transaction& t) -> Result<void> {
        Customer draft;
        draft.name = "Half";
        const auto made = TRY(create_customer(t, draft));
        Group named;
        named.name = "Half";
        const auto group = TRY(create_group(t, named));
        TRY(directory::join(t, group.id, made.id));
        return fail(Code::conflict, "story", "changed my mind");
    });
    EXPECT_EQ(result.error().code, Code::conflict);
    EXPECT_EQ(revision(), before);
    EXPECT_FALSE(get(directory.rows(), TenantId{1}, CustomerId{1}));
    EXPECT_EQ(customer("Next").value, 1) << "ids of a write that failed are given back";
}

// Promise 2: a stale precondition refuses the write and leaves no trace.
TEST_F(Promises, AStaleRevisionIsRefused)
{
    const auto id = group("VIP");
    const auto seen = read(id).revision;
    const auto rename = [&](const char* name, Revision expected) {
        return write([&](Transaction& t) {
            return update_group(
                t, id,
                [&](Group& g) {
                    g.name = name;
                    return Result<void>{};
                },
                {}, expected);
        });
    };
    ASSERT_TRUE(rename("Gold", seen));
    const auto late = rename("Silver", seen);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, Code::stale);
    EXPECT_EQ(read(id).name, "Gold");
}

TEST_F(Promises, AnExternalIdIsUniqueInItsTenant)
{
    const auto create = [&](TenantId tenant) {
        return write(
            [](Transaction& t) {
                Customer draft;
                draft.external_id = "A-1";
                return create_customer(t, draft);
            },
            tenant);
    };
    ASSERT_TRUE(create({1}));
    EXPECT_EQ(create({1}).error().code, Code::already_exists);
    EXPECT_TRUE(create({2}));
}

// Promise 3: capacity is never exceeded, whatever races.
TEST_F(Promises, OfManyRacingJoinsExactlyTheCapacitySucceeds)
{
    const auto id = group("Small", 10);
    std::vector<CustomerId> people;
    for (int i = 0; i < 40; ++i) people.push_back(customer("Racer"));
    std::atomic<int> joined{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    const Principal principal{{7}, {1}, {1}, "Ann", "native", {}};
    for (int worker = 0; worker < 4; ++worker) {
        threads.emplace_back([&, worker] {
            for (std::size_t i = static_cast<std::size_t>(worker); i < people.size(); i += 4) {
                const auto result = directory.write(principal, {1}, [&](Transaction& t) {
                    return directory::join(t, id, people[i]);
                });
                if (result) {
                    ++joined;
                } else if (result.error().code == Code::full) {
                    ++refused;
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(joined, 10);
    EXPECT_EQ(refused, 30);
    EXPECT_EQ(read(id).member_count, 10);
}

TEST_F(Promises, LoweringTheCapacityOnlyStopsJoins)
{
    const auto id = group("Shrinking", 2);
    ASSERT_TRUE(join(id, customer("A")));
    ASSERT_TRUE(join(id, customer("B")));
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_group(t, id, [](Group& g) {
            g.capacity = 1;
            return Result<void>{};
        });
    }));
    EXPECT_EQ(read(id).member_count, 2);
    EXPECT_EQ(join(id, customer("C")).error().code, Code::full);
}

// Promise 4: a read after an acknowledged write sees it, in lists and counts.
TEST_F(Promises, ListsAndCountsSeeTheLastWrite)
{
    Query query;
    query.tenant = {1};
    query.with_total = true;
    for (int i = 1; i <= 5; ++i) {
        customer("Person");
        EXPECT_EQ(directory.rows().count(query).value(), i);
        EXPECT_EQ(directory.rows().page(query)->rows.size(), static_cast<std::size_t>(i));
    }
}

// Promise 6: what one dialect keeps and another does not know survives a write through the other.
TEST_F(Promises, ExtrasOfOthersSurviveAnUpdate)
{
    const auto id = customer("Nora");
    const auto edit = [&](const Edit<Customer>& change) {
        ASSERT_TRUE(write([&](Transaction& t) { return update_customer(t, id, change); }));
    };
    edit([](Customer& c) {
        c.extras.set("one", R"({"a":1})");
        return Result<void>{};
    });
    edit([](Customer& c) {
        c.extras.set("two", R"({"b":2})");
        return Result<void>{};
    });
    edit([](Customer& c) {
        c.name = "Nora Lind";
        return Result<void>{};
    });
    EXPECT_EQ(read(id).extras.of("one"), R"({"a":1})");
    EXPECT_EQ(read(id).extras.of("two"), R"({"b":2})");
}

// Promise 7: tenants never see each other.
TEST_F(Promises, TheSameIdInAnotherTenantIsAnotherCustomer)
{
    const auto here = customer("Here");
    EXPECT_FALSE(live_customer(directory.rows(), {2}, here));
    const auto there = customer("There", {2});
    EXPECT_EQ(here, there);
    EXPECT_EQ(read(here).name, "Here");
    const auto other =
        write([&](Transaction& t) { return directory::join(t, GroupId{1}, there); }, {2});
    EXPECT_EQ(other.error().code, Code::not_found);
}

// Promise 9: every change is in the log: who, when, through which API, before and after; secrets
// never are.
TEST_F(Promises, TheLogTellsWhoChangedWhatFromWhatToWhat)
{
    const auto id = customer("Nora");
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_customer(t, id, [](Customer& c) {
            c.name = "Nora Lind";
            c.password_hash = "$argon2id$secret";
            return Result<void>{};
        });
    }));
    const auto last = changes().back();
    EXPECT_EQ(last.principal, "Ann");
    EXPECT_EQ(last.dialect, "native");
    EXPECT_EQ(last.at, clock.now());
    EXPECT_EQ(last.action, Action::updated);
    EXPECT_NE(last.before.find("\"Nora\""), std::string::npos);
    EXPECT_NE(last.after.find("Nora Lind"), std::string::npos);
    EXPECT_EQ(last.after.find("argon2id"), std::string::npos);
}

// Promise 10: removing a customer erases the person everywhere and leaves a tombstone.
TEST_F(Promises, ARemovedCustomerIsGoneFromRowAndLog)
{
    const auto id = customer("Erasmus");
    const auto club = group("Club");
    ASSERT_TRUE(join(club, id));
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, id); }));
    const auto tombstone = read(id);
    EXPECT_TRUE(tombstone.removed_at);
    EXPECT_EQ(tombstone.name, "");
    EXPECT_FALSE(tombstone.home_group);
    EXPECT_EQ(read(club).member_count, 0);
    for (const auto& change : changes()) {
        EXPECT_EQ((change.before + change.after).find("Erasmus"), std::string::npos);
    }
    EXPECT_FALSE(live_customer(directory.rows(), {1}, id));
    EXPECT_NE(customer("Next"), id) << "ids are never reused";
}

} // namespace muster::directory

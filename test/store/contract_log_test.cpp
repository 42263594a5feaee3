// The change log: whole revisions, in order, without secrets, erasable, on every engine.
#include "store/contract.h"

namespace muster::store::test {
namespace {

using namespace model;

using ContractLog = Contract;
MUSTER_ON_EVERY_ENGINE(ContractLog);

// Promise 9: who, when, through which API, before and after.
TEST_P(ContractLog, tells_who_when_through_what_and_how)
{
    const Group vip = create_group("VIP");
    Group renamed = vip;
    renamed.name = "VIPs";
    const auto done = store->write(tenant, {at_second(77), "till 4", "some"}, [&](Writer& writer) {
        return writer.put({Action::updated, tenant, vip, renamed, {}, {}, true});
    });
    ASSERT_EQ(done, 2);
    const auto changes = log();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].action, Action::created);
    EXPECT_EQ(changes[0].principal, "tester");
    EXPECT_EQ(changes[1].revision, 2);
    EXPECT_EQ(changes[1].at, at_second(77));
    EXPECT_EQ(changes[1].principal, "till 4");
    EXPECT_EQ(changes[1].dialect, "some");
    EXPECT_EQ(changes[1].action, Action::updated);
    EXPECT_EQ(changes[1].kind, Kind::group);
    EXPECT_EQ(changes[1].id, 1);
    EXPECT_EQ(changes[1].before, R"({"name":"VIP"})");
    EXPECT_EQ(changes[1].after, R"({"name":"VIPs"})");
}

TEST_P(ContractLog, pages_never_cut_a_revision)
{
    create_group("a");
    write([](Writer& writer) -> Result<void> {
        for (int i = 0; i < 3; ++i) {
            Group group;
            group.id.value = TRY(writer.next_id(tenant, Kind::group));
            TRY(writer.put({Action::created, tenant, std::nullopt, group, {}, {}, true}));
        }
        return {};
    });
    create_group("e");
    EXPECT_EQ(log({tenant, 0, 1, {}, 0}).size(), 1U);
    EXPECT_EQ(log({tenant, 0, 2, {}, 0}).size(), 4U);
    EXPECT_EQ(log({tenant, 1, 1, {}, 0}).size(), 3U);
    EXPECT_EQ(log({tenant, 1, 3, {}, 0}).size(), 3U);
    EXPECT_EQ(log({tenant, 1, 4, {}, 0}).size(), 4U);
    EXPECT_EQ(log({tenant, 2, 9, {}, 0}).size(), 1U);
    EXPECT_EQ(log({tenant, 3, 9, {}, 0}).size(), 0U);
    const auto second = log({tenant, 1, 1, {}, 0});
    EXPECT_EQ(second[0].id, 2); // in the order they were put
    EXPECT_EQ(second[2].id, 4);
}

// Large entries do not become an answer of a gigabyte (core promise 11).
TEST_P(ContractLog, a_page_ends_early_by_bytes_behind_a_whole_revision)
{
    const std::string long_name(10'000, 'x');
    create_group(long_name);
    write([&](Writer& writer) -> Result<void> {
        for (int i = 0; i < 3; ++i) {
            Group group;
            group.id.value = TRY(writer.next_id(tenant, Kind::group));
            group.name = long_name;
            TRY(writer.put({Action::created, tenant, std::nullopt, group, {}, {}, true}));
        }
        return {};
    });
    create_group(long_name);
    EXPECT_EQ(log({tenant, 0, 100, {}, 0, 1}).size(), 1U);
    EXPECT_EQ(log({tenant, 0, 100, {}, 0, 15'000}).size(), 4U);
    EXPECT_EQ(log({tenant, 1, 100, {}, 0, 15'000}).size(), 3U);
    EXPECT_EQ(log({tenant, 0, 100, {}, 0, 1'000'000}).size(), 5U);
}

TEST_P(ContractLog, can_be_asked_for_one_kind_and_one_entity)
{
    create_group("a");
    create_customer("Ada");
    join({1}, {1});
    create_group("b");
    EXPECT_EQ(log({tenant, 0, 9, Kind::group, 0}).size(), 2U);
    EXPECT_EQ(log({tenant, 0, 9, Kind::group, 2}).size(), 1U);
    EXPECT_EQ(log({tenant, 0, 1, Kind::group, 2}).at(0).revision, 4);
    const auto stays = log({tenant, 0, 9, Kind::membership, 1});
    ASSERT_EQ(stays.size(), 1U);
    EXPECT_EQ(stays[0].id, 1);
    EXPECT_EQ(stays[0].customer, 1);
    EXPECT_TRUE(log({tenant, 0, 9, Kind::tenant, 0}).empty());
}

// Customers that one write creates may share one entry in the file (docs/decisions/0013).
TEST_P(ContractLog, tells_of_each_of_a_crowd)
{
    const auto make_crowd = [&] {
        write([](Writer& writer) -> Result<void> {
            for (const auto* name : {"Ada", "Bob", "Cy", "Di", "Eve"}) {
                Customer customer;
                customer.id.value = TRY(writer.next_id(tenant, Kind::customer));
                customer.name = name;
                TRY(writer.put({Action::created, tenant, std::nullopt, customer, {}, {}, true}));
            }
            return {};
        });
    };
    make_crowd();
    const auto expect_creation = [&](std::int64_t id, const std::string& name) {
        const auto changes = log({tenant, 0, 9, Kind::customer, id});
        ASSERT_FALSE(changes.empty()) << id;
        EXPECT_EQ(changes[0].id, id);
        EXPECT_EQ(changes[0].revision, 1);
        EXPECT_EQ(changes[0].action, Action::created);
        EXPECT_NE(changes[0].after.find(name), std::string::npos) << changes[0].after;
    };
    expect_creation(1, "Ada");
    expect_creation(3, "Cy");
    EXPECT_TRUE(log({tenant, 1, 9, Kind::customer, 3}).empty());
    Customer cy = read<Customer>({3});
    cy.name = "Cyrus";
    cy.updated_at = at_second(9);
    update(cy);
    remove(read<Customer>({5}));
    const Ids expected{1, 2, 3, 4, 5, 3, 5};
    Ids told;
    for (const auto& change : log()) told.push_back(change.id);
    EXPECT_EQ(told, expected);
    EXPECT_EQ(log({tenant, 0, 2, {}, 0}).size(), 5U); // a revision is never cut
    expect_creation(1, "Ada");
    expect_creation(2, "Bob");
    expect_creation(3, "Cy");
    expect_creation(4, "Di");
    EXPECT_EQ(log({tenant, 0, 9, Kind::customer, 3}).size(), 2U);
    make_crowd();
    EXPECT_EQ(log({tenant, 3, 1, {}, 0}).size(), 5U);
    EXPECT_EQ(log({tenant, 0, 9, Kind::customer, 10}).at(0).revision, 4);
}

// A write function reads the log that it has added to.
TEST_P(ContractLog, tells_a_write_of_the_crowd_it_makes)
{
    write([](Writer& writer) -> Result<void> {
        for (std::int64_t id = 1; id <= 3; ++id) {
            Customer customer;
            customer.id.value = id;
            TRY(writer.put({Action::created, tenant, std::nullopt, customer, {}, {}, true}));
        }
        EXPECT_EQ(TRY(writer.changes({tenant, 0, 9, {}, 0})).size(), 3U);
        Customer second = TRY(get<Customer>(writer, tenant, {2}));
        const Customer before = second;
        second.name = "Bob";
        TRY(writer.put({Action::updated, tenant, before, second, {}, {}, true}));
        return writer.erase_history({Kind::customer, tenant, 1, 0});
    });
    const auto changes = log();
    ASSERT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes[0].after, ""); // erased
    EXPECT_EQ(changes[1].after.find("Bob"), std::string::npos);
    EXPECT_NE(changes[2].after, "");
    EXPECT_NE(changes[3].after.find("Bob"), std::string::npos);
}

// Promise 9: passwords, tokens and key secrets are never in the log.
TEST_P(ContractLog, never_holds_a_secret)
{
    Customer ada;
    ada.password_hash = "SECRET-one";
    ada.extras.set("shop", R"({"note":"SECRET-two"})");
    ada = create(ada);
    ada.password_hash = "SECRET-three";
    ada = update(ada);
    remove(ada);
    Credential key;
    key.secret_hash = "SECRET-four";
    create(key, {{Kind::credential, system_tenant, "secret", "SECRET-five"}}, system_tenant);
    StoredReply replay;
    replay.answer = "SECRET-six";
    create(replay);
    auto changes = log();
    const auto of_house = log({system_tenant, 0, 100, {}, 0});
    changes.insert(changes.end(), of_house.begin(), of_house.end());
    EXPECT_EQ(changes.size(), 5U);
    for (const auto& change : changes) {
        EXPECT_EQ((change.before + change.after).find("SECRET"), std::string::npos);
    }
    EXPECT_EQ(changes.at(1).before + changes.at(1).after, "{}{}");
}

// Promise 10: removing a customer erases the person's data from the log, and leaves a tombstone.
TEST_P(ContractLog, history_of_one_entity_is_erased)
{
    const Customer ada = create_customer("Ada Lovelace");
    const Customer bob = create_customer("Bob");
    Customer renamed = ada;
    renamed.name = "Ada King";
    update(renamed);
    create_group("Ada is not a person here");
    write([&](Writer& writer) -> Result<void> {
        const Customer before = TRY(get<Customer>(writer, tenant, ada.id));
        Customer tombstone;
        tombstone.id = ada.id;
        tombstone.removed_at = at_second(5);
        TRY(writer.put({Action::removed, tenant, before, tombstone, {}, {}, true}));
        return writer.erase_history({Kind::customer, tenant, ada.id.value, 0});
    });
    const auto changes = log();
    ASSERT_EQ(changes.size(), 5U);
    for (const auto& change : changes) {
        const bool is_ada = change.kind == Kind::customer && change.id == ada.id.value;
        EXPECT_EQ(change.before.empty() && change.after.empty(), is_ada);
        EXPECT_EQ(change.principal, "tester"); // the entry itself stays
    }
    EXPECT_TRUE(read(ada.id).removed_at);
    EXPECT_EQ(read(bob.id).name, "Bob");
}

// A clock may be set back, and writes may reach the store in another order than they were asked
// for.
TEST_P(ContractLog, times_never_fall_within_a_tenant)
{
    const auto write_at = [&](std::int64_t seconds, TenantId in, const std::string& name) {
        const Origin origin{Time{std::chrono::seconds{seconds}}, "tester", "native"};
        EXPECT_TRUE(store->write(in, origin, [&](Writer& writer) -> Result<void> {
            Group group;
            group.id.value = TRY(writer.next_id(in, Kind::group));
            group.name = name;
            return writer.put({Action::created, in, std::nullopt, group, {}, {}, true});
        }));
    };
    for (const std::int64_t seconds : {50, 20, 60, 59}) write_at(seconds, tenant, "here");
    write_at(10, other_tenant, "there");
    std::vector<std::int64_t> times;
    for (const auto& change : log())
        times.push_back(change.at.time_since_epoch().count() / 1000000);
    EXPECT_EQ(times, (std::vector<std::int64_t>{50, 50, 60, 60}));
    EXPECT_EQ(log({other_tenant, 0, 9, {}, 0}).front().at, Time{std::chrono::seconds{10}});
}

TEST_P(ContractLog, history_of_one_membership_is_erased_alone)
{
    create_group("a");
    create_customer("Ada");
    create_customer("Bob");
    join({1}, {1});
    join({1}, {2});
    write([](Writer& writer) { return writer.erase_history({Kind::membership, tenant, 1, 2}); });
    const auto stays = log({tenant, 0, 9, Kind::membership, 1});
    EXPECT_NE(stays.at(0).after, "");
    EXPECT_EQ(stays.at(1).after, "");
    EXPECT_EQ(store->revision(tenant), 5); // erasing adds no entry
}

TEST_P(ContractLog, what_follows_an_erased_history_is_told)
{
    Group vip = create_group("VIP");
    write([](Writer& writer) { return writer.erase_history({Kind::group, tenant, 1, 0}); });
    vip.name = "VIPs";
    update(vip);
    EXPECT_EQ(log().at(0).after, "");
    EXPECT_EQ(log().at(1).after, R"({"name":"VIPs"})");
}

} // namespace
} // namespace muster::store::test

// Writes: all or nothing, one revision each, ids never reused, on every engine.
#include <atomic>
#include <stdexcept>
#include <thread>

#include "base/limits.h"
#include "model/keys.h"
#include "store/contract.h"

namespace muster::store::test {
namespace {

using namespace model;

using ContractWrite = Contract;
MUSTER_ON_EVERY_ENGINE(ContractWrite);

Result<void> put_new(Writer& writer, Group group, Keys keys = {})
{
    group.id.value = TRY(writer.next_id(tenant, Kind::group));
    return writer.put({Action::created, tenant, std::nullopt, group, {}, std::move(keys), true});
}

Group named(const std::string& name)
{
    Group group;
    group.name = name;
    return group;
}

// Promise 1: a write over many rows is one revision, in all of them.
TEST_P(ContractWrite, many_rows_are_one_revision)
{
    EXPECT_EQ(store->revision(tenant), 0);
    const Revision revision = write([](Writer& writer) -> Result<void> {
        EXPECT_EQ(writer.next_revision(), 1);
        for (const auto* name : {"a", "b", "c"}) TRY(put_new(writer, named(name)));
        return {};
    });
    EXPECT_EQ(revision, 1);
    EXPECT_EQ(store->revision(tenant), 1);
    EXPECT_EQ(read(GroupId{1}).revision, 1);
    EXPECT_EQ(read(GroupId{3}).revision, 1);
    EXPECT_EQ(log().size(), 3U);
}

TEST_P(ContractWrite, a_write_that_puts_nothing_leaves_the_revision)
{
    create_group("a");
    EXPECT_EQ(write([](Writer&) { return Result<void>{}; }), 1);
    EXPECT_EQ(store->revision(tenant), 1);
}

TEST_P(ContractWrite, what_is_not_logged_leaves_no_trace_in_log_and_revision)
{
    Credential key = create(Credential{}, {}, system_tenant);
    const Revision before = *store->revision(system_tenant);
    const Revision after = write(
        [&](Writer& writer) {
            Credential used = key;
            used.last_used_at = at_second(9);
            return writer.put({Action::updated, system_tenant, key, used, {}, {}, false});
        },
        system_tenant);
    EXPECT_EQ(after, before);
    EXPECT_EQ(read(key.id, system_tenant).last_used_at, at_second(9));
    EXPECT_EQ(read(key.id, system_tenant).revision, key.revision);
    EXPECT_EQ(log({system_tenant, 0, 10, {}, 0}).size(), 1U);
}

// Promises 1 and 2: an error of the write function undoes all its changes.
TEST_P(ContractWrite, an_error_undoes_everything)
{
    const Keys key{{Kind::group, tenant, "name", "vip"}};
    create(named("VIP"), key);
    const Customer ada = create_customer("Ada");
    join({1}, ada.id);
    const auto refused = store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
        const Group vip = TRY(get<Group>(writer, tenant, {1}));
        Group renamed = vip;
        renamed.name = "renamed";
        TRY(writer.put({Action::updated, tenant, vip, renamed, key, {}, true}));
        TRY(put_new(writer, named("new"), {{Kind::group, tenant, "name", "new"}}));
        const Entity stay = TRY(writer.get({Kind::membership, tenant, 1, ada.id.value}));
        Membership left = std::get<Membership>(stay);
        left.left_at = at_second(1);
        TRY(writer.put({Action::removed, tenant, stay, left, {}, {}, true}));
        TRY(writer.erase_history({Kind::group, tenant, 1, 0}));
        return fail(Code::full, "capacity", "the group is full", "for the log");
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::full);
    EXPECT_EQ(refused.error().subject, "capacity");
    EXPECT_EQ(refused.error().detail, "for the log");

    EXPECT_EQ(read(GroupId{1}).name, "VIP");
    EXPECT_EQ(read(GroupId{1}).member_count, 1);
    EXPECT_FALSE(store->get({Kind::group, tenant, 2, 0}));
    EXPECT_EQ(find<Group>(*store, key[0])->id.value, 1);
    EXPECT_FALSE(store->find({Kind::group, tenant, "name", "new"}));
    EXPECT_EQ(store->revision(tenant), 3);
    EXPECT_EQ(log().size(), 3U);
    EXPECT_NE(log().front().after, "");
}

TEST_P(ContractWrite, a_decision_that_throws_is_our_mistake_and_leaves_nothing)
{
    const auto broken = store->write(tenant, {}, [](Writer& writer) -> Result<void> {
        TRY(put_new(writer, named("never")));
        throw std::runtime_error("a bug");
    });
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Code::internal);
    EXPECT_EQ(store->revision(tenant), 0);
    EXPECT_FALSE(store->get({Kind::group, tenant, 1, 0}));
    EXPECT_EQ(create_group("next").id.value, 1);
}

TEST_P(ContractWrite, ids_and_revisions_of_a_failed_write_are_given_back)
{
    create_group("first");
    const auto failed = store->write(tenant, {}, [](Writer& writer) -> Result<void> {
        EXPECT_EQ(writer.next_revision(), 2);
        TRY(put_new(writer, named("never")));
        EXPECT_EQ(writer.next_id(tenant, Kind::group), 3);
        return fail(Code::conflict, "group", "no");
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(create_group("second").id.value, 2);
    EXPECT_EQ(store->revision(tenant), 2);
}

TEST_P(ContractWrite, a_failed_write_leaves_its_neighbours_alone)
{
    std::vector<std::thread> threads;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const auto done = store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
                TRY(put_new(writer, named("group")));
                if (i % 2 == 0) return fail(Code::conflict, "group", "even ones are refused");
                return {};
            });
            refused += !done;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(refused, 4);
    Query query = ask();
    query.kind = Kind::group;
    EXPECT_EQ(ids(query), (Ids{1, 2, 3, 4}));
    EXPECT_EQ(store->revision(tenant), 4);
}

TEST_P(ContractWrite, the_writer_sees_what_it_has_put)
{
    write([&](Writer& writer) -> Result<void> {
        const Key key{Kind::group, tenant, "name", "vip"};
        TRY(put_new(writer, named("VIP"), {key}));
        Group vip = TRY(find<Group>(writer, key));
        EXPECT_EQ(vip.revision, writer.next_revision());

        const Group before = vip;
        vip.name = "VIPs";
        TRY(writer.put({Action::updated, tenant, before, vip, {key}, {key}, true}));
        EXPECT_EQ(TRY(get<Group>(writer, tenant, vip.id)).name, "VIPs");

        Query query = ask(equals("name", std::string("VIPs")));
        query.kind = Kind::group;
        EXPECT_EQ(TRY(writer.page(query)).rows.size(), 1U);
        EXPECT_EQ(TRY(writer.count(query)), 1);
        const Ids asked{1, 2};
        EXPECT_EQ(TRY(writer.get_all(Kind::group, tenant, asked)).size(), 1U);
        return {};
    });
    EXPECT_EQ(log().size(), 2U);
    EXPECT_EQ(log()[1].after, R"({"name":"VIPs"})");
}

TEST_P(ContractWrite, counts_inside_a_write_follow_its_joins)
{
    create_group("VIP");
    create_customer("Ada");
    write([&](Writer& writer) -> Result<void> {
        Membership stay;
        stay.group = {1};
        stay.customer = {1};
        TRY(writer.put({Action::created, tenant, std::nullopt, stay, {}, {}, true}));
        EXPECT_EQ(TRY(get<Group>(writer, tenant, {1})).member_count, 1);
        return {};
    });
}

TEST_P(ContractWrite, ids_count_per_kind_and_are_never_reused)
{
    const auto erase = [&](std::int64_t id) {
        write([&](Writer& writer) { return writer.erase({Kind::stored_reply, tenant, id, 0}); });
    };
    const Key key{Kind::stored_reply, tenant, "key", "k"};
    EXPECT_EQ(create(StoredReply{}).id.value, 1);
    EXPECT_EQ(create(StoredReply{}, {key}).id.value, 2);
    erase(2);
    EXPECT_FALSE(store->find(key));
    EXPECT_FALSE(store->get({Kind::stored_reply, tenant, 2, 0}));
    EXPECT_EQ(create(StoredReply{}, {key}).id.value, 3);
    EXPECT_EQ(find<StoredReply>(*store, key)->id.value, 3);
    EXPECT_EQ(create_group("a").id.value, 1);
    erase(99); // a row that does not exist
}

TEST_P(ContractWrite, a_job_is_kept_without_a_trace_and_erased_for_good)
{
    EXPECT_EQ(create(Job{}).id.value, 1);
    write([](Writer& writer) { return writer.erase({Kind::job, tenant, 1, 0}); });
    EXPECT_FALSE(store->get({Kind::job, tenant, 1, 0}));
    EXPECT_EQ(create(Job{}).id.value, 2);
}

TEST_P(ContractWrite, a_job_is_found_by_its_ticket_until_it_is_erased)
{
    const Key ticket = job_ticket_key(tenant, "ecwid", "t-1");
    create(Job{}, {ticket});
    create(Job{}, {job_ticket_key(tenant, "ecwid", "t-2")});
    EXPECT_EQ(find<Job>(*store, ticket)->id.value, 1);
    write([](Writer& writer) { return writer.erase({Kind::job, tenant, 1, 0}); });
    EXPECT_FALSE(store->find(ticket));
    EXPECT_TRUE(store->find(job_ticket_key(tenant, "ecwid", "t-2")));
}

TEST_P(ContractWrite, items_of_jobs_are_rows_of_their_own_and_erased_for_good)
{
    JobItem item;
    item.job = {7};
    item.request = R"({"path":"/customers"})";
    item.customer = {3};
    const auto stored = create(item);
    EXPECT_EQ(stored.id.value, 1);
    EXPECT_EQ(stored.request, item.request);
    JobItem answered = stored;
    answered.status = JobStatus::done;
    answered.answer = R"({"status":200})";
    EXPECT_EQ(update(answered).answer, answered.answer);
    Query of_customer = ask(equals("customer_id", std::int64_t{3}));
    of_customer.kind = Kind::job_item;
    EXPECT_EQ(ids(of_customer), Ids{1});
    write([](Writer& writer) { return writer.erase({Kind::job_item, tenant, 1, 0}); });
    EXPECT_FALSE(store->get({Kind::job_item, tenant, 1, 0}));
    EXPECT_EQ(create(item).id.value, 2);
}

TEST_P(ContractWrite, a_sequence_counts_per_name_and_tenant_and_not_with_the_ids)
{
    const auto next = [&](std::string_view name, TenantId in = tenant) {
        std::int64_t number = 0;
        write(
            [&](Writer& writer) -> Result<void> {
                number = TRY(writer.next_in_sequence(in, name));
                return {};
            },
            in);
        return number;
    };
    EXPECT_EQ(next("shop.address"), 1);
    EXPECT_EQ(next("shop.address"), 2);
    EXPECT_EQ(next("shop.invoice"), 1);
    EXPECT_EQ(next("shop.address", other_tenant), 1);
    create_group("a");
    EXPECT_EQ(next("shop.address"), 3);
}

TEST_P(ContractWrite, a_write_that_fails_gives_back_the_numbers_of_sequences)
{
    const auto take_two = [](Writer& writer) -> Result<std::int64_t> {
        TRY(writer.next_in_sequence(tenant, "shop.address"));
        return writer.next_in_sequence(tenant, "shop.address");
    };
    const auto failed = store->write(tenant, {}, [&](Writer& writer) -> Result<void> {
        EXPECT_EQ(take_two(writer), 2);
        return fail(Code::conflict, "address", "no");
    });
    EXPECT_FALSE(failed);
    write([&](Writer& writer) -> Result<void> {
        EXPECT_EQ(take_two(writer), 2);
        return {};
    });
}

TEST_P(ContractWrite, an_erased_row_comes_back_when_the_write_fails)
{
    create(StoredReply{}, {{Kind::stored_reply, tenant, "key", "k"}});
    const auto failed = store->write(tenant, {}, [](Writer& writer) -> Result<void> {
        TRY(writer.erase({Kind::stored_reply, tenant, 1, 0}));
        return fail(Code::conflict, "replay", "no");
    });
    EXPECT_FALSE(failed);
    EXPECT_TRUE(store->find({Kind::stored_reply, tenant, "key", "k"}));
}

TEST_P(ContractWrite, ids_go_on_after_the_highest_ever_put)
{
    Group far = named("far");
    far.id = {40};
    write([&](Writer& writer) {
        return writer.put({Action::created, tenant, std::nullopt, far, {}, {}, true});
    });
    EXPECT_EQ(create_group("next").id.value, 41);
}

TEST_P(ContractWrite, past_the_last_id_there_is_none)
{
    Group last = named("last");
    last.id = {limits::entity_id};
    write([&](Writer& writer) {
        return writer.put({Action::created, tenant, std::nullopt, last, {}, {}, true});
    });
    const auto refused = store->write(tenant, {}, [](Writer& writer) -> Result<void> {
        return put_new(writer, named("one too many"));
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::too_large);
    EXPECT_EQ(read(GroupId{limits::entity_id}).name, "last");
}

// Promises 2 and 3: write functions run one after the other, each on the newest state.
TEST_P(ContractWrite, racing_writes_decide_one_after_the_other)
{
    constexpr int writers = 4;
    constexpr int rounds = 10;
    create(named("0"));
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const auto done = store->write(tenant, {}, [](Writer& writer) -> Result<void> {
                    const Group before = TRY(get<Group>(writer, tenant, {1}));
                    Group after = before;
                    after.name = std::to_string(std::stoi(before.name) + 1);
                    return writer.put({Action::updated, tenant, before, after, {}, {}, true});
                });
                EXPECT_TRUE(done);
                // Promise 4: a read after the acknowledgement sees it.
                EXPECT_GE(*store->revision(tenant), *done);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(read(GroupId{1}).name, std::to_string(writers * rounds));
    EXPECT_EQ(store->revision(tenant), writers * rounds + 1);
}

TEST_P(ContractWrite, readers_see_a_write_whole_or_not_at_all) // promise 1
{
    create(named("0"));
    create(named("0"));
    std::atomic<bool> is_done = false;
    std::thread reader([&] {
        Query query = ask();
        query.kind = Kind::group;
        while (!is_done) {
            const auto groups = rows_of<Group>(*store->page(query));
            EXPECT_EQ(groups.at(0).name, groups.at(1).name);
        }
    });
    for (int i = 1; i <= 20; ++i) {
        write([&](Writer& writer) -> Result<void> {
            for (const std::int64_t id : {1, 2}) {
                const Group before = TRY(get<Group>(writer, tenant, {id}));
                Group after = before;
                after.name = std::to_string(i);
                TRY(writer.put({Action::updated, tenant, before, after, {}, {}, true}));
            }
            return {};
        });
    }
    is_done = true;
    reader.join();
}

// Remembers the newest revision of which it knows, after some time to think.
class SlowListener final : public CommitListener {
public:
    void committed(TenantId, Revision revision, std::span<const MutationRef>) override
    {
        for (int i = 0; i < 200; ++i) std::this_thread::yield();
        known = revision;
    }
    std::atomic<Revision> known = 0;
};

// Promise 4: no read shows a commit before the index, which listens, can answer with it.
TEST_P(ContractWrite, shows_no_commit_that_the_listener_does_not_know)
{
    SlowListener listener;
    store->set_commit_listener(&listener);
    Group group = create_group("a");
    std::atomic<bool> is_over{false};
    std::thread reader([&] {
        do {
            const auto row = model::get(*store, tenant, group.id);
            ASSERT_TRUE(row);
            ASSERT_GE(listener.known, row->revision);
            const auto log = store->changes({tenant, row->revision, 1, {}, 0});
            ASSERT_TRUE(log);
            for (const auto& change : *log) ASSERT_GE(listener.known, change.revision);
            ASSERT_TRUE(store->read_at_once(tenant, [&](Revision at) -> Result<void> {
                EXPECT_GE(listener.known, at);
                EXPECT_EQ(TRY(model::get(*store, tenant, group.id)).revision, at);
                return {};
            }));
        } while (!is_over);
    });
    for (int turn = 0; turn < 100; ++turn) {
        group.name = "turn " + std::to_string(turn);
        update(group);
    }
    is_over = true;
    reader.join();
    store->set_commit_listener(nullptr);
}

} // namespace
} // namespace muster::store::test

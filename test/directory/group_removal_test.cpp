// A large group is removed by one short write, and its memberships are ended by writes after it.
#include "base/limits.h"
#include "directory/directory_test.h"
#include "directory/housekeeping.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::directory {
namespace {

constexpr int members = 2 * limits::members_at_once + 20;

class QuietObserver final : public PutObserver {
public:
    Result<const DeclaredFields*> declared(Transaction& /*transaction*/) override
    {
        return &no_fields_;
    }
    Result<void> before_put(Transaction& /*transaction*/, const MutationRef& /*mutation*/) override
    {
        return {};
    }
    Result<const TenantRules*> rules(Transaction& /*transaction*/) override
    {
        return fail(Code::unsupported, "rule", "this test has no dynamic groups");
    }

private:
    DeclaredFields no_fields_;
};

// Acts when the store notifies it, thus between two writes.
class BetweenWrites final : public CommitListener {
public:
    void committed(TenantId /*tenant*/, Revision /*revision*/,
                   std::span<const MutationRef> mutations) override
    {
        ++writes;
        most_mutations = std::max(most_mutations, mutations.size());
        if (look) look();
    }
    int writes = 0;
    std::size_t most_mutations = 0;
    std::function<void()> look;
};

class GroupRemoval : public DirectoryTest {
protected:
    GroupRemoval()
    {
        vip = group("VIP");
        other = group("Other");
        EXPECT_TRUE(write([&](Transaction& t) -> Result<void> {
            for (int i = 0; i < members; ++i) {
                Customer draft;
                draft.name = "Person " + std::to_string(i);
                people.push_back(TRY(create_customer(t, draft)).id);
                TRY(directory::join(t, vip, people.back()));
            }
            TRY(directory::join(t, other, people.back()));
            return {};
        }));
    }
    ~GroupRemoval() override { store->set_commit_listener(nullptr); }

    const Warn warn = [](const std::string& line) { ADD_FAILURE() << line; };

    void expect_no_trace_for_readers()
    {
        const auto& rows = directory.rows();
        EXPECT_EQ(live_group(rows, {1}, vip).error().code, Code::not_found);
        for (const auto id : {people.front(), people.back()}) {
            EXPECT_EQ(live_membership(rows, {1}, vip, id).error().code, Code::not_found);
        }
        EXPECT_TRUE(memberships_of(rows, {1}, people.front())->empty());
        const auto others = memberships_of(rows, {1}, people.back());
        ASSERT_EQ(others->size(), 1U);
        EXPECT_EQ(others->front().group, other);
        Query query;
        query.tenant = {1};
        query.filter = member_of({Value{vip.value}});
        EXPECT_EQ(rows.count(query), 0);
        query.kind = Kind::membership;
        query.filter = equals("group_id", vip.value);
        EXPECT_EQ(rows.count(query), 0);
    }

    void expect_all_ended()
    {
        expect_no_trace_for_readers();
        const auto removed = read(vip);
        EXPECT_EQ(removed.member_count, 0);
        for (const auto id : people) {
            const auto stay = find_membership(directory.rows(), {1}, vip, id);
            ASSERT_TRUE(stay);
            ASSERT_EQ(stay->left_at, removed.removed_at);
            ASSERT_EQ(read(id).home_group, id == people.back() ? other : GroupId{});
        }
    }

    GroupId vip;
    GroupId other;
    std::vector<CustomerId> people;
};

// Promise 12: no write of the removal is long. Promise 1: nobody sees half of it.
TEST_F(GroupRemoval, HappensInPiecesAndShowsAtOnce)
{
    BetweenWrites between;
    between.look = [&] { expect_no_trace_for_readers(); };
    store->set_commit_listener(&between);
    ASSERT_TRUE(write([&](Transaction& t) { return remove_group(t, vip); }));
    EXPECT_EQ(between.writes, 1 + 3);
    EXPECT_LE(between.most_mutations, 2U * limits::members_at_once);
    expect_all_ended();
}

TEST_F(GroupRemoval, FreesTheNameBeforeTheLastPiece)
{
    bool is_taken = true;
    BetweenWrites between;
    between.look = [&] {
        if (between.writes > 1) return;
        is_taken = find<Group>(directory.rows(), group_name_key({1}, "VIP")).has_value();
    };
    store->set_commit_listener(&between);
    ASSERT_TRUE(write([&](Transaction& t) { return remove_group(t, vip); }));
    EXPECT_FALSE(is_taken);
}

// The server stopped after the first write.
TEST_F(GroupRemoval, GoesOnAfterAStop)
{
    const Principal ann{{7}, {1}, {1}, "Ann", "native", {}};
    clock.step(std::chrono::seconds{1});
    ASSERT_TRUE(store->write({1}, {clock.now(), "Ann", "native"}, [&](Writer& writer) {
        QuietObserver observer;
        Quotas quotas;
        Transaction transaction(writer, ann, {1}, clock.now(), observer, quotas);
        return remove_group(transaction, vip);
    }));
    expect_no_trace_for_readers();
    EXPECT_EQ(read(vip).member_count, members);
    clock.step(std::chrono::hours{1});
    EXPECT_EQ(finish_removals(directory, warn), 1);
    expect_all_ended();
    EXPECT_EQ(finish_removals(directory, warn), 0);
}

// A customer who is moved or removed meanwhile is not in the way.
TEST_F(GroupRemoval, BearsChangesOfItsMembersMeanwhile)
{
    const Principal ann{{7}, {1}, {1}, "Ann", "native", {}};
    ASSERT_TRUE(store->write({1}, {clock.now(), "Ann", "native"}, [&](Writer& writer) {
        QuietObserver observer;
        Quotas quotas;
        Transaction transaction(writer, ann, {1}, clock.now(), observer, quotas);
        return remove_group(transaction, vip);
    }));
    ASSERT_TRUE(write([&](Transaction& t) { return set_home_group(t, people[0], other); }));
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[1]); }));
    EXPECT_EQ(finish_removals(directory, warn), 1);
    EXPECT_EQ(read(vip).member_count, 0);
    EXPECT_EQ(read(people[0]).home_group, other);
}

// Passes on what is asked; writes to one tenant fail.
class FailingTenant final : public Store {
public:
    FailingTenant(Store& below, TenantId tenant) : below_(below), tenant_(tenant) {}

    Result<Entity> get(const Ref& ref) const override { return below_.get(ref); }
    Result<std::vector<Entity>> get_all(Kind kind, TenantId tenant,
                                        std::span<const std::int64_t> ids) const override
    {
        return below_.get_all(kind, tenant, ids);
    }
    Result<Entity> find(const Key& key) const override { return below_.find(key); }
    Result<Page> page(const Query& query) const override { return below_.page(query); }
    Result<std::int64_t> count(const Query& query) const override { return below_.count(query); }
    Result<std::vector<Change>> changes(const ChangeQuery& query) const override
    {
        return below_.changes(query);
    }
    Result<Revision> revision(TenantId tenant) const override { return below_.revision(tenant); }
    Result<Revision> write(TenantId tenant, const Origin& origin,
                           const WriteFunction& decide) override
    {
        if (tenant == tenant_) return fail(Code::unavailable, "store", "does not answer");
        return below_.write(tenant, origin, decide);
    }
    void set_commit_listener(CommitListener* listener) override
    {
        below_.set_commit_listener(listener);
    }

private:
    Store& below_;
    TenantId tenant_;
};

// Promise 11: what fails for one tenant holds up no other.
TEST_F(GroupRemoval, OfOneTenantThatFailsHoldsUpNoOther)
{
    const auto cut_off = [&](TenantId tenant, GroupId removed) {
        const Principal ann{{7}, {1}, tenant, "Ann", "native", {}};
        ASSERT_TRUE(store->write(tenant, {clock.now(), "Ann", "native"}, [&](Writer& writer) {
            QuietObserver observer;
            Quotas quotas;
            Transaction transaction(writer, ann, tenant, clock.now(), observer, quotas);
            return remove_group(transaction, removed);
        }));
    };
    GroupId club;
    ASSERT_TRUE(write(
        [&](Transaction& t) -> Result<void> {
            Group draft;
            draft.name = "Club";
            club = TRY(create_group(t, draft)).id;
            for (int i = 0; i < members; ++i) {
                Customer one;
                one.name = "Member " + std::to_string(i);
                TRY(directory::join(t, club, TRY(create_customer(t, one)).id));
            }
            return {};
        },
        {2}));
    cut_off({1}, vip);
    cut_off({2}, club);

    FailingTenant first_fails(*store, {1});
    Directory beside(first_fails, clock, random);
    std::vector<std::string> logged;
    EXPECT_EQ(finish_removals(beside, [&](const std::string& line) { logged.push_back(line); }), 1);
    EXPECT_EQ(logged.size(), 1U);
    EXPECT_EQ(get(directory.rows(), TenantId{2}, club)->member_count, 0);
}

} // namespace
} // namespace muster::directory

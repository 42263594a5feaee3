// A removed group is restored with its memberships, each judged by what is true now.
#include "base/limits.h"
#include "directory/directory_test.h"
#include "directory/merging/customer_merge.h"
#include "directory/restoring/returned_members.h"
#include "model/lookup.h"

namespace muster::directory {
namespace {

const auto unchanged = [](Group& /*group*/) { return Result<void>{}; };

class GroupRestoring : public DirectoryTest {
protected:
    GroupRestoring()
    {
        vip = group("VIP");
        for (const auto* name : {"Ada", "Grace", "Alan"}) {
            people.push_back(customer(name));
            EXPECT_TRUE(join(vip, people.back()));
        }
    }

    // A group by a rule that names the group VIP.
    Result<Group> make_not_vip()
    {
        return write([&](Transaction& t) {
            Group draft;
            draft.name = "Not VIP";
            draft.rule = "NOT MEMBER OF " + std::to_string(vip.value);
            return create_group(t, draft);
        });
    }

    void remove(GroupId id, RulesThatName named = RulesThatName::refuse_removal)
    {
        EXPECT_TRUE(write([&](Transaction& t) { return remove_group(t, id, {}, named); }));
    }

    // As callers do: the group and the memberships that its removal ended in one write; those that
    // later writes ended follow, each of these writes by one.
    Result<ReturnedMembers> restore(GroupId id, const Edit<Group>& edit = unchanged)
    {
        const auto removal = read(id).revision;
        ReturnedMembers counts;
        std::vector<EndedMembership> ended{{{}, removal - 1}};
        for (bool is_first = true; is_first || !ended.empty(); is_first = false) {
            const auto piece = [&, known = counts,
                                after = ended.back().revision](Transaction& t) -> Result<void> {
                if (is_first) TRY(restore_group(t, id, edit));
                counts = known;
                ended = TRY(read_ended(t.rows(), t.tenant(), id, after));
                for (const auto& one : ended) TRY(return_member(t, id, one, counts));
                return {};
            };
            TRY(write(piece));
        }
        return counts;
    }

    std::vector<CustomerId> members_of(GroupId id)
    {
        Query query;
        query.kind = Kind::membership;
        query.tenant = {1};
        query.filter = equals("group_id", id.value);
        query.sort.operand = "customer_id";
        query.limit = 1000;
        std::vector<CustomerId> ids;
        for (const auto& one : rows_of<Membership>(directory.rows().page(query).value())) {
            ids.push_back(one.customer);
        }
        return ids;
    }

    GroupId vip;
    std::vector<CustomerId> people;
};

// Promise 1: a group of a few members comes back by one write, with all that it had.
TEST_F(GroupRestoring, GivesBackTheGroupAsItWas)
{
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_group(t, vip, [](Group& g) {
            g.description = "The best";
            g.external_id = "vip";
            g.vendor_numbers = {"shop:1003"};
            g.extras.set("shop", R"({"colour": "red"})");
            return Result<void>{};
        });
    }));
    const auto before = read(vip);
    const auto stay = live_membership(directory.rows(), {1}, vip, people[1]).value();
    remove(vip);
    const auto revision_before = revision();

    const auto counts = restore(vip);
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->returned, 3);
    EXPECT_EQ(revision(), revision_before + 1);
    const auto after = read(vip);
    EXPECT_EQ(after.external_id, before.external_id);
    EXPECT_EQ(after.description, before.description);
    EXPECT_EQ(after.vendor_numbers, before.vendor_numbers);
    EXPECT_EQ(after.extras, before.extras);
    EXPECT_EQ(after.member_count, 3);
    EXPECT_EQ(after.status, GroupStatus::active);
    EXPECT_FALSE(after.removed_at);
    const auto again = live_membership(directory.rows(), {1}, vip, people[1]).value();
    EXPECT_EQ(again.since, stay.since);
    EXPECT_EQ(again.added_by, stay.added_by);
    EXPECT_EQ(read(people[1]).home_group, vip);
}

TEST_F(GroupRestoring, LeavesOutWhoHadLeftBefore)
{
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, vip, people[0]); }));
    remove(vip);
    EXPECT_EQ(restore(vip)->returned, 2);
    EXPECT_EQ(members_of(vip), (std::vector{people[1], people[2]}));
}

// Promise 10: an erased customer does not come back, nor does one who became part of another.
TEST_F(GroupRestoring, LeavesOutTheErasedAndTheMerged)
{
    const auto survivor = customer("Edsger");
    remove(vip);
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, people[0]); }));
    ASSERT_TRUE(write([&](Transaction& t) {
        return merge_customers(
            t, {.survivor = survivor, .other = people[1], .take = {}, .expected = {}});
    }));
    const auto counts = restore(vip).value();
    EXPECT_EQ(counts.erased, 1);
    EXPECT_EQ(counts.merged, 1);
    EXPECT_EQ(members_of(vip), std::vector{people[2]});
    EXPECT_TRUE(read(people[0]).name.empty());
    EXPECT_FALSE(read(people[0]).home_group);
}

// Promise 3.
TEST_F(GroupRestoring, NeverExceedsTheCapacity)
{
    remove(vip);
    const auto counts = restore(vip, [](Group& group) {
        group.capacity = 2;
        return Result<void>{};
    });
    EXPECT_EQ(counts->returned, 2);
    EXPECT_EQ(counts->full, 1);
    EXPECT_EQ(read(vip).member_count, 2);
}

TEST_F(GroupRestoring, LeavesADefaultMembershipThatBeganSince)
{
    const auto other = group("Other");
    Joining as_default;
    as_default.is_default = true;
    const auto edsger = customer("Edsger");
    const auto tony = customer("Tony");
    ASSERT_TRUE(join(vip, edsger, as_default));
    ASSERT_TRUE(join(vip, tony, as_default));
    remove(vip);
    ASSERT_TRUE(join(other, edsger, as_default));
    ASSERT_TRUE(join(other, tony));
    const auto counts = restore(vip).value();
    EXPECT_EQ(counts.returned, 5);
    EXPECT_EQ(counts.not_default, 1);
    EXPECT_EQ(read(edsger).home_group, other);
    EXPECT_EQ(read(tony).home_group, vip);
}

// Promise 2: a name or an id that another group took is refused, and nothing is changed.
TEST_F(GroupRestoring, RefusesANameThatIsTaken)
{
    remove(vip);
    group("vip");
    const auto before = revision();
    const auto refused = restore(vip);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::already_exists);
    EXPECT_EQ(refused.error().subject, "name");
    EXPECT_EQ(revision(), before);
    EXPECT_TRUE(restore(vip, [](Group& group) {
        group.name = "Old VIP";
        return Result<void>{};
    }));
    EXPECT_EQ(members_of(vip).size(), 3U);
}

TEST_F(GroupRestoring, RefusesAGroupThatIsThere)
{
    const auto refused = write([&](Transaction& t) { return restore_group(t, vip, unchanged); });
    EXPECT_EQ(refused.error().code, Code::conflict);
    const auto unknown = write([&](Transaction& t) { return restore_group(t, {99}, unchanged); });
    EXPECT_EQ(unknown.error().code, Code::not_found);
}

// Promise 14: a rule that lost its part does not get it back without a word; it is listed.
TEST_F(GroupRestoring, ListsRulesThatLostTheirPart)
{
    const auto without = make_not_vip();
    ASSERT_TRUE(without);
    remove(vip, RulesThatName::lose_the_part);
    const auto removal = read(vip).revision;
    ASSERT_TRUE(restore(vip));
    EXPECT_EQ(groups_with_lost_rules(directory.rows(), {1}, vip, removal),
              std::vector{without->id});
    EXPECT_EQ(read(without->id).rule, "NOT REMOVED('MEMBER OF ''VIP''')");
}

// A rule whose group is gone selects nobody, and never everybody (promise 14): so it is refused.
TEST_F(GroupRestoring, RefusesARuleThatNamesARemovedGroup)
{
    const auto by_rule = make_not_vip();
    ASSERT_TRUE(by_rule);
    remove(by_rule->id);
    remove(vip);
    const auto refused = restore(by_rule->id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().subject, "rule");
    ASSERT_TRUE(restore(vip));
    EXPECT_TRUE(restore(by_rule->id));
}

TEST_F(GroupRestoring, CanBeRemovedAndRestoredAgain)
{
    for (int round = 0; round < 3; ++round) {
        remove(vip);
        ASSERT_EQ(restore(vip)->returned, 3);
    }
    EXPECT_EQ(members_of(vip), people);
}

// The removal ended its memberships in pieces, which are found behind it in the log.
TEST_F(GroupRestoring, FindsTheMembershipsOfALargeGroup)
{
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        for (int i = 3; i < 2 * limits::members_at_once + 20; ++i) {
            Customer draft;
            draft.name = "Person " + std::to_string(i);
            people.push_back(TRY(create_customer(t, draft)).id);
            TRY(directory::join(t, vip, people.back()));
        }
        return {};
    }));
    remove(vip);
    EXPECT_EQ(restore(vip)->returned, std::ssize(people));
    EXPECT_EQ(read(vip).member_count, std::ssize(people));
    EXPECT_EQ(read(people.back()).home_group, vip);
}

// A removal would not know which memberships the next restoring has to bring back.
TEST_F(GroupRestoring, HoldsUpARemovalUntilItIsOver)
{
    ASSERT_TRUE(write([&](Transaction& t) {
        Job job;
        job.dialect = restoring_dialect;
        job.work = "restoration";
        job.status = JobStatus::waiting;
        job.ticket = restoring_ticket(vip);
        return t.create(job);
    }));
    const auto refused = write([&](Transaction& t) { return remove_group(t, vip); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unavailable);
}

} // namespace
} // namespace muster::directory

// Standing groups give the answers of the plain evaluation, whatever customers, memberships and
// rules do. A failure prints its seed; MUSTER_TEST_SEED=… repeats it.
#include <gtest/gtest.h>

#include "rule/print.h"
#include "rule/random_rules.h"
#include "rule/rule_analysis.h"
#include "rule/standing/standing_batch.h"

namespace muster::rule::test {
namespace {

using Ids = std::set<std::int64_t>;
using Since = std::map<std::int64_t, Time>; // by group

std::optional<Time> found_in(const Since& groups, GroupId group)
{
    const auto found = groups.find(group.value);
    return found == groups.end() ? std::nullopt : std::optional(found->second);
}

class PlainState final : public CustomerState {
public:
    PlainState(const Customer& customer, const Since& groups) : customer_(customer), groups_(groups)
    {}

    Value value(const StandingOperand& operand) const override
    {
        return rule::value_of(customer_, operand.name);
    }
    std::optional<Time> since(GroupId group) const override { return found_in(groups_, group); }

private:
    const Customer& customer_;
    const Since& groups_;
};

class StandingGroupsTest : public testing::Test {
protected:
    static constexpr std::int64_t people = 70; // more than one word of a mask
    static constexpr std::int64_t first_dynamic = 100;
    static constexpr std::int64_t most_dynamic = 12;

    void SetUp() override
    {
        for (const auto& customer : rules.customers(people)) known[customer.id.value] = customer;
        for (const auto& [pair, since] : rules.memberships(people)) {
            memberships[pair.second.value][pair.first.value] = since;
        }
    }

    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
    }

    // A group names only groups before it, so there are no cycles.
    Rule some_rule(std::int64_t id)
    {
        Rule made = rules.rule(3);
        if (below(3) != 0 || id == first_dynamic) return made;
        Rule named;
        named.op = Rule::Op::member_of;
        named.group = {first_dynamic + below(id - first_dynamic)};
        Rule whole;
        whole.op = below(2) == 0 ? Rule::Op::all : Rule::Op::any;
        whole.parts.push_back(below(2) == 0 ? named : negation(named));
        whole.parts.push_back(std::move(made));
        return whole;
    }

    void change_a_group()
    {
        const std::int64_t id = first_dynamic + below(most_dynamic);
        if (below(4) == 0) {
            standing.remove({id});
            dynamic.erase(id);
        } else {
            dynamic[id] = std::make_shared<const Rule>(some_rule(id));
            standing.put({id}, dynamic[id]);
        }
    }

    Time moment_of(std::int64_t group) const { return rules.now() + std::chrono::days{group}; }

    std::optional<Time> plain(std::int64_t group, const Customer& customer, const Since& groups,
                              Time now)
    {
        const auto found = dynamic.find(group);
        if (found == dynamic.end()) return found_in(groups, {group});
        const auto truth = evaluate(*found->second, customer, now, [&](GroupId named) {
            return plain(named.value, customer, groups, now);
        });
        return truth == Truth::yes ? std::optional(now) : std::nullopt;
    }
    Ids plain(const Customer& customer, const Since& groups)
    {
        Ids found;
        for (const auto& [id, rule] : dynamic) {
            if (plain(id, customer, groups, moment_of(id))) found.insert(id);
        }
        return found;
    }

    void change_a_customer()
    {
        const std::int64_t id = 1 + below(people);
        const Customer before = known[id];
        const Since groups_before = memberships[id];
        StateDifference difference;
        if (below(3) == 0) {
            const std::int64_t group = 1 + below(random_groups);
            if (memberships[id].erase(group) == 0 || below(2) == 0) {
                memberships[id][group] = rules.beginning(); // also of a membership that stays
            }
            difference.groups.push_back({group});
        }
        if (below(4) != 0) known[id] = rules.customer({id});
        const auto changed = changed_members(before, known[id]);
        if (below(2) == 0) difference.members = &changed;
        const Ids was = plain(before, groups_before);
        const Ids is = plain(known[id], memberships[id]);
        Ids found = was;
        const PlainState old_state(before, groups_before);
        const PlainState new_state(known[id], memberships[id]);
        change.find(
            &old_state, &new_state, difference,
            [&](GroupId group) { return moment_of(group.value); },
            [&](GroupId group, bool is_in) {
                const bool is_news =
                    is_in ? found.insert(group.value).second : found.erase(group.value) > 0;
                EXPECT_TRUE(is_news) << seed;
            });
        ASSERT_EQ(found, is) << "MUSTER_TEST_SEED=" << seed;
        Ids all;
        for (const auto group :
             change.groups_of(new_state, [&](GroupId one) { return moment_of(one.value); })) {
            all.insert(group.value);
        }
        ASSERT_EQ(all, is) << "MUSTER_TEST_SEED=" << seed;
    }

    void compare_batch()
    {
        std::vector<PlainState> states;
        for (const auto& [id, customer] : known) states.emplace_back(customer, memberships[id]);
        std::vector<const CustomerState*> pointers;
        for (const auto& state : states) pointers.push_back(&state);
        std::map<std::int64_t, Ids> found;
        StandingBatch(standing).find(
            pointers, [&](GroupId group) { return moment_of(group.value); },
            [&](GroupId group, const RowBits& rows) {
                auto& ids = found[group.value];
                for_each_row(
                    rows, [&](std::size_t row) { ids.insert(static_cast<std::int64_t>(row) + 1); });
            });
        for (const auto& [group, rule] : dynamic) {
            Ids expected;
            for (const auto& [id, customer] : known) {
                if (plain(group, customer, memberships[id], moment_of(group))) expected.insert(id);
            }
            ASSERT_EQ(found[group], expected)
                << "MUSTER_TEST_SEED=" << seed << ": " << print(*rule);
        }
    }

    const unsigned seed = seed_of_run();
    RandomRules rules{seed};
    std::mt19937_64 random{seed};
    std::map<std::int64_t, Customer> known;
    std::map<std::int64_t, Since> memberships;
    std::map<std::int64_t, RuleRef> dynamic;
    StandingGroups standing;
    StandingChange change{standing};
};

} // namespace

// promise 5
TEST_F(StandingGroupsTest, find_the_changes_of_the_plain_evaluation)
{
    for (int step = 0; step < 3000; ++step) {
        if (step % 300 == 0) rules.move_anywhere();
        if (step % 10 == 0) change_a_group();
        change_a_customer();
        if (HasFatalFailure()) return;
    }
}

// promise 5
TEST_F(StandingGroupsTest, select_the_same_in_batches)
{
    for (int round = 0; round < 40; ++round) {
        if (round % 8 == 4) rules.move_anywhere();
        for (int i = 0; i < 5; ++i) change_a_group();
        compare_batch();
        if (HasFatalFailure()) return;
    }
}

TEST_F(StandingGroupsTest, know_which_groups_name_a_group)
{
    const auto member_of = [](std::int64_t id) {
        Rule rule;
        rule.op = Rule::Op::member_of;
        rule.group = {id};
        return std::make_shared<const Rule>(rule);
    };
    standing.put({101}, member_of(1));
    standing.put({102}, member_of(101));
    standing.put({103}, member_of(102));
    const auto dependents = standing.dependents_of({1});
    EXPECT_EQ(dependents, (std::vector<GroupId>{{101}, {102}, {103}}));
    standing.remove({102});
    EXPECT_EQ(standing.dependents_of({1}), (std::vector<GroupId>{{101}}));
}

} // namespace muster::rule::test

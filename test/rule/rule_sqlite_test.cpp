// Random rules on random data find the same customers as SQLite does with the same WHERE, and are
// the same after printing and reading. A failure names its seed: MUSTER_TEST_SEED=… repeats it. So
// that an ordinary run stays short it tries a few thousand; MUSTER_TEST_RULES=100000 tries so many.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "rule/check.h"
#include "rule/evaluate.h"
#include "rule/print.h"
#include "rule/random_rules.h"
#include "rule/rule_analysis.h"
#include "rule/sqlite_judge.h"

namespace muster::rule::test {
namespace {

constexpr std::int64_t customers_at_once = 100;
constexpr int rules_per_world = 250;

int rules_of_run()
{
    const char* given = std::getenv("MUSTER_TEST_RULES");
    return given != nullptr ? std::stoi(given) : 3000;
}

struct World {
    std::vector<Customer> customers;
    std::set<std::pair<GroupId, CustomerId>> memberships;
    Time now;

    std::vector<std::int64_t> find(const Rule& rule) const
    {
        std::vector<std::int64_t> ids;
        for (const auto& customer : customers) {
            const auto is_in = [&](GroupId group) {
                return memberships.contains({group, customer.id});
            };
            if (evaluate(rule, customer, now, is_in) == Truth::yes)
                ids.push_back(customer.id.value);
        }
        return ids;
    }
};

// What is wrong with the rule when it is printed and read back; empty: nothing.
std::string reading_fault(const Rule& rule)
{
    const std::string text = print(rule);
    const auto again = read_rule(text, {random_fields(), {}, nullptr, {}});
    if (!again) return again.error().message;
    return equal_rules(*again, rule) ? "" : "reads back as " + print(*again);
}

// Promise: 100,000 random rules on random data give the same customers as SQLite.
TEST(RuleSqlite, finds_the_same_customers)
{
    const unsigned seed = seed_of_run();
    std::cout << rules_of_run() << " rules, MUSTER_TEST_SEED=" << seed << '\n';
    RandomRules random(seed);
    SqliteJudge judge;
    World world;
    std::size_t found = 0;
    for (int i = 0; i < rules_of_run(); ++i) {
        if (i % rules_per_world == 0) {
            world = {random.customers(customers_at_once), random.memberships(customers_at_once),
                     random.now()};
            judge.take(world.customers, world.memberships);
        }
        const Rule rule = random.rule();
        const auto differs = [&](const Rule& one) {
            return world.find(one) != judge.find(one, world.now);
        };
        ASSERT_EQ(reading_fault(rule), "") << print(rule);
        ASSERT_FALSE(differs(rule)) << "rule " << i << ", shrunk: " << print(shrink(rule, differs));
        found += world.find(rule).size();
    }
    const auto tried = static_cast<std::size_t>(rules_of_run()) * customers_at_once;
    EXPECT_GT(found, tried / 10) << "the rules must say something";
    EXPECT_LT(found, tried / 10 * 9);
}

// The shrinker itself: from a great rule to the one condition that matters.
TEST(RuleSqlite, shrinks_to_what_matters)
{
    RandomRules random(1);
    const auto has_like = [](const Rule& rule, const auto& self) -> bool {
        return rule.op == Rule::Op::like ||
               std::any_of(rule.parts.begin(), rule.parts.end(),
                           [&](const Rule& part) { return self(part, self); });
    };
    const auto fails = [&](const Rule& rule) { return has_like(rule, has_like); };
    int shrunk = 0;
    for (int i = 0; i < 200; ++i) {
        const Rule rule = random.rule(5);
        if (!fails(rule)) continue;
        EXPECT_EQ(shrink(rule, fails).op, Rule::Op::like);
        ++shrunk;
    }
    EXPECT_GT(shrunk, 10);
}

} // namespace
} // namespace muster::rule::test

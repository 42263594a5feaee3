// Random rules on random data find the same customers as PostgreSQL with the same WHERE. Skipped
// where PostgreSQL is not installed. A failure prints its seed; MUSTER_TEST_SEED=… repeats it, and
// MUSTER_TEST_RULES=100000 sets another number of rules.
#include <iostream>

#include <gtest/gtest.h>

#include "rule/postgres_judge.h"
#include "rule/random_customers.h"
#include "store/postgres_cluster.h"

namespace muster::rule::test {
namespace {

constexpr int usual_rules = 2000;
constexpr int usual_rules_in_zones = 600;
constexpr int rules_per_zone = 30;

// Compares rules of these data.
void compare(RandomRules& random, const PostgresJudge& judge, const RandomData& data, int count)
{
    std::vector<Rule> rules;
    for (int i = 0; i < count; ++i) rules.push_back(random.rule());
    const auto expected = judge.find(rules, data.now, data.zone);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        ASSERT_EQ(printing_error(rules[i], data.zone), "") << print(rules[i]);
        if (data.find(rules[i]) == expected[i]) continue;
        const auto least = shrink(rules[i], [&](const Rule& one) {
            return data.find(one) != judge.find({one}, data.now, data.zone).front();
        });
        FAIL() << "shrunk: " << print(least) << " at " << format_rfc3339(data.now) << " in "
               << (data.zone == nullptr ? "UTC" : data.zone->name());
    }
}

// Promise 5: a rule means what PostgreSQL means by it.
TEST(RulePostgres, finds_the_same_customers)
{
    if (!store::test::PostgresCluster::is_installed())
        GTEST_SKIP() << "PostgreSQL is not installed";
    const unsigned seed = seed_of_run();
    std::cout << rules_of_run(usual_rules) << " rules, MUSTER_TEST_SEED=" << seed << '\n';
    RandomRules random(seed);
    PostgresJudge judge;
    for (int done = 0; done < rules_of_run(usual_rules); done += rules_per_data) {
        const RandomData data(random, customers_at_once);
        judge.load(data.customers, data.memberships);
        compare(random, judge, data, rules_per_data);
        if (HasFatalFailure()) return;
    }
}

// Promise 5, in the tenant's time zone: on the days when clocks change, and with local times that
// do not exist or occur twice.
TEST(RulePostgres, finds_the_same_customers_in_every_time_zone)
{
    if (!store::test::PostgresCluster::is_installed())
        GTEST_SKIP() << "PostgreSQL is not installed";
    const unsigned seed = seed_of_run();
    std::cout << rules_of_run(usual_rules_in_zones) << " rules, MUSTER_TEST_SEED=" << seed << '\n';
    RandomRules random(seed, Forms::of_time);
    PostgresJudge judge;
    for (int done = 0; done < rules_of_run(usual_rules_in_zones); done += rules_per_zone) {
        random.move_anywhere();
        const RandomData data(random, customers_at_once);
        judge.load(data.customers, data.memberships);
        compare(random, judge, data, rules_per_zone);
        if (HasFatalFailure()) return;
    }
}

} // namespace
} // namespace muster::rule::test

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
        std::vector<Rule> rules;
        for (int i = 0; i < rules_per_data; ++i) rules.push_back(random.rule());
        const auto expected = judge.find(rules, data.now);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            ASSERT_EQ(printing_error(rules[i]), "") << print(rules[i]);
            if (data.find(rules[i]) == expected[i]) continue;
            const auto least = shrink(rules[i], [&](const Rule& one) {
                return data.find(one) != judge.find({one}, data.now).front();
            });
            FAIL() << "shrunk: " << print(least);
        }
    }
}

} // namespace
} // namespace muster::rule::test

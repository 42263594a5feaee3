// Random rules on random data find the same customers as SQLite with the same WHERE, and stay the
// same when they are printed and parsed. A failure prints its seed; MUSTER_TEST_SEED=… repeats it.
// An ordinary run tries a few thousand rules; MUSTER_TEST_RULES=100000 sets another number.
#include <iostream>

#include <gtest/gtest.h>

#include "rule/check.h"
#include "rule/print.h"
#include "rule/random_customers.h"
#include "rule/rule_analysis.h"
#include "rule/sqlite_judge.h"

namespace muster::rule::test {
namespace {

constexpr int usual_rules = 3000;

// Promise: 100,000 random rules on random data give the same customers as SQLite.
TEST(RuleSqlite, finds_the_same_customers)
{
    const unsigned seed = seed_of_run();
    std::cout << rules_of_run(usual_rules) << " rules, MUSTER_TEST_SEED=" << seed << '\n';
    RandomRules random(seed, Forms::of_sqlite);
    SqliteJudge judge;
    RandomData data;
    std::size_t found = 0;
    for (int i = 0; i < rules_of_run(usual_rules); ++i) {
        if (i % rules_per_data == 0) {
            data = RandomData(random, customers_at_once);
            judge.load(data.customers, data.memberships);
        }
        const Rule rule = random.rule();
        const auto differs = [&](const Rule& one) {
            return data.find(one) != judge.find(one, data.now);
        };
        ASSERT_EQ(printing_error(rule), "") << print(rule);
        ASSERT_FALSE(differs(rule)) << "rule " << i << ", shrunk: " << print(shrink(rule, differs));
        found += data.find(rule).size();
    }
    const auto tried = static_cast<std::size_t>(rules_of_run(usual_rules)) * customers_at_once;
    EXPECT_GT(found, tried / 10) << "rules that select nobody test nothing";
    EXPECT_LT(found, tried / 10 * 9);
}

// shrink() reduces a large rule to the one condition that makes it fail.
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

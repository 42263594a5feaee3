// Random rules and customers, for tests that compare an evaluator with rule/evaluate.h: with nulls,
// ties, Unicode and the extremes of each type. Equal seeds give equal rules and customers.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/declared.h"
#include "rule/evaluate.h"
#include "rule/operand.h"

namespace muster::rule::test {

// MUSTER_TEST_SEED when it is set, else a random seed.
unsigned seed_of_run();
// How many rules a test tries: MUSTER_TEST_RULES, else the usual number.
int rules_of_run(int usual);
// A test of rules takes new customers after so many rules.
inline constexpr std::int64_t customers_at_once = 100;
inline constexpr int rules_per_data = 250;

// The declared fields of random customers: one of every type, "fields.a_text" and so on.
const DeclaredFields& random_fields();
inline constexpr std::int64_t random_groups = 4; // 1 to 4

// Which forms of conditions random rules have. SQLite has no arrays, and its LOWER changes ASCII
// letters only. Of dates and times only.
enum class Forms { every, of_sqlite, of_time };

// Since when customers are in groups.
using MembersSince = std::map<std::pair<GroupId, CustomerId>, Time>;

class RandomRules {
public:
    explicit RandomRules(unsigned seed, Forms forms = Forms::every) : random_(seed), forms_(forms)
    {}

    // Customers with the ids 1 to `count`.
    std::vector<Customer> customers(std::int64_t count);
    Customer customer(CustomerId id);
    // Puts some of the customers 1 to `count` into each of the groups.
    MembersSince memberships(std::int64_t count);
    // When a membership may have begun.
    Time beginning();
    Time now() const { return now_; }
    // Rules are read in this zone from now on, and values lie around another date.
    void move(const TimeZone* zone, Date date);
    // A zone with its oddities, and a date: often one on which its clocks change, or a leap day.
    void move_anywhere();
    const TimeZone* zone() const { return zone_; }
    // A checked rule with at most `depth` levels.
    Rule rule(int depth = 4);

private:
    std::int64_t below(std::int64_t bound);
    bool is_one_in(std::int64_t chances) { return below(chances) == 0; }
    Value value(const Operand& operand);
    Value text(const Operand& operand);
    std::string pattern();
    Term term(const Operand& operand);
    Value odd_constant(const Operand& operand);
    Interval interval();
    Rule leaf();
    Rule membership();
    Rule condition(const Operand& operand);
    Rule list_condition(const Operand& operand);
    Rule function_condition(const Operand& operand);
    Term truncated_moment();
    Term today();
    Time half_hour(); // around the date, as in UTC
    Date change_of_clocks(const TimeZone& zone);
    Rule part_condition(const Operand& operand);
    void add_terms(Rule& leaf, const Operand& operand);

    std::mt19937_64 random_;
    Forms forms_;
    const TimeZone* zone_ = nullptr;
    Date date_ = std::chrono::sys_days{std::chrono::year{2026} / 3 / 31};
    Time now_ = Time{date_} + std::chrono::hours{10};
};

// Reduces a failing rule: removes parts, terms and levels as long as the rule still fails.
template <class Fails>
Rule shrink(Rule rule, const Fails& fails);

// All rules that are the given one without one of its parts or terms.
std::vector<Rule> smaller_rules(const Rule& rule);

template <class Fails>
Rule shrink(Rule rule, const Fails& fails)
{
    for (bool has_shrunk = true; has_shrunk;) {
        has_shrunk = false;
        for (auto& smaller : smaller_rules(rule)) {
            if (!fails(smaller)) continue;
            rule = std::move(smaller);
            has_shrunk = true;
            break;
        }
    }
    return rule;
}

} // namespace muster::rule::test

// Evaluates rules with PostgreSQL, as the reference for tests: the conditions of a rule are sent as
// they are printed.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rule/random_rules.h"
#include "rule/rule.h"
#include "store/engines.h"

namespace muster::rule::test {

class PostgresJudge {
public:
    // Only where PostgreSQL is installed (store/postgres_cluster.h).
    PostgresJudge();

    // Replaces all customers and memberships.
    void load(const std::vector<Customer>& customers, const MembersSince& memberships);
    // For each rule, the ids of the customers for whom it is true, in ascending order. nullptr:
    // UTC.
    std::vector<std::vector<std::int64_t>> find(const std::vector<Rule>& rules, Time now,
                                                const TimeZone* zone = nullptr) const;

private:
    // The lines that the statements print.
    std::vector<std::string> run(const std::string& sql) const;

    const store::test::TemporaryFolder folder_;
    const std::string url_;
};

} // namespace muster::rule::test

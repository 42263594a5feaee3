// Evaluates rules with PostgreSQL, as the reference for tests: the conditions of a rule are sent as
// they are printed. The server runs in a temporary folder, which is removed afterwards.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rule/rule.h"

namespace muster::rule::test {

class PostgresJudge {
public:
    PostgresJudge();
    ~PostgresJudge();
    PostgresJudge(const PostgresJudge&) = delete;
    PostgresJudge& operator=(const PostgresJudge&) = delete;

    // False where PostgreSQL is not installed.
    static bool is_installed();
    // Replaces all customers and memberships.
    void load(const std::vector<Customer>& customers,
              const std::set<std::pair<GroupId, CustomerId>>& memberships);
    // For each rule, the ids of the customers for whom it is true, in ascending order.
    std::vector<std::vector<std::int64_t>> find(const std::vector<Rule>& rules, Time now) const;

private:
    // The lines that the statements print.
    std::vector<std::string> run(const std::string& sql) const;

    std::string folder_;
    std::string as_user_; // the beginning of commands: PostgreSQL refuses to run as root
};

} // namespace muster::rule::test

// Evaluates rules with SQLite, as the reference for tests: customers are in a table in memory, and
// a rule becomes an SQL WHERE.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rule/random_rules.h"
#include "rule/rule.h"

struct sqlite3;

namespace muster::rule::test {

class SqliteJudge {
public:
    SqliteJudge();
    ~SqliteJudge();
    SqliteJudge(const SqliteJudge&) = delete;
    SqliteJudge& operator=(const SqliteJudge&) = delete;

    // Replaces all customers and memberships.
    void load(const std::vector<Customer>& customers, const MembersSince& memberships);
    // The ids of the customers for whom the rule is true, in ascending order.
    std::vector<std::int64_t> find(const Rule& rule, Time now) const;

private:
    void run(const std::string& sql, const std::vector<Value>& values = {}) const;
    sqlite3* database_ = nullptr;
};

} // namespace muster::rule::test

// SQLite as a judge of rules: customers in a table in memory, rules as SQL WHERE. Knows nothing of
// how the core evaluates.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rule/rule.h"

struct sqlite3;

namespace muster::rule::test {

class SqliteJudge {
public:
    SqliteJudge();
    ~SqliteJudge();
    SqliteJudge(const SqliteJudge&) = delete;
    SqliteJudge& operator=(const SqliteJudge&) = delete;

    // In place of all before.
    void take(const std::vector<Customer>& customers,
              const std::set<std::pair<GroupId, CustomerId>>& memberships);
    // The ids of the customers the rule is true for, in order.
    std::vector<std::int64_t> find(const Rule& rule, Time now) const;

private:
    void run(const std::string& sql, const std::vector<Value>& values = {}) const;
    sqlite3* database_ = nullptr;
};

} // namespace muster::rule::test

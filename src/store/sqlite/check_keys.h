// Reports rows that are not found by their keys, and keys that lead to no such row.
#pragma once

#include <vector>

#include "store/sqlite/check.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

Result<void> check_keys(SqliteConnection& connection, std::vector<StoreProblem>& problems);

// Adds one problem per row of the statement, at most problems_per_invariant.
Result<void> collect_problems(SqliteConnection& connection, const std::string& broken,
                              StoreProblem::Severity severity, std::vector<StoreProblem>& problems);

} // namespace muster::store::sqlite

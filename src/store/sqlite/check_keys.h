// Compares the keys that rows are found by with the rows themselves, both ways.
#pragma once

#include <vector>

#include "store/sqlite/check.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

Result<void> check_keys(Connection& connection, std::vector<Problem>& problems);

// One problem per row that the statement gives, within the limit.
Result<void> collect_problems(Connection& connection, const std::string& broken,
                              Problem::Weight weight, std::vector<Problem>& problems);

} // namespace muster::store::sqlite

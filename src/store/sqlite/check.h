// Checks a SQLite file for `muster check`: its pages, and every promise that its rows can break.
// Reads only; a server may write to the file meanwhile.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/problem.h"

namespace muster::store::sqlite {

// Gives at most `problems_per_invariant` problems for each invariant. Errors: not_found when there
// is no file, unsupported when another program or another version of Muster made it, unavailable.
Result<std::vector<StoreProblem>> check(const std::string& path);

// More of the same problem teach nothing new, and a ruined file has millions of them.
inline constexpr int problems_per_invariant = 100;

} // namespace muster::store::sqlite

// Looks a SQLite file over for `muster check`: its pages, and every promise that its rows can keep
// or break. Reads only; a server may go on writing beside it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace muster::store::sqlite {

struct Problem {
    enum class Weight { warning, error };
    Weight weight = Weight::error;
    std::string text; // one sentence: where and what
};

// What is wrong, at most `check_problems` of each kind. Errors: not_found when there is no file,
// unsupported when it is not one of this program's, unavailable.
Result<std::vector<Problem>> check(const std::string& path);

inline constexpr int check_problems = 100; // more tell nothing new, and a ruined file has millions

} // namespace muster::store::sqlite

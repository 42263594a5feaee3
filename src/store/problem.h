// A finding of `muster check`. Knows no engine.
#pragma once

#include <string>

namespace muster::store {

struct StoreProblem {
    enum class Severity { warning, error };
    Severity severity = Severity::error;
    std::string text; // one sentence: where it is and what is wrong
};

} // namespace muster::store

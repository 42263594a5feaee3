// Runs one step of a case file and returns how the answer differs from the expectation.
#pragma once

#include <string>

#include "dialects/case_file.h"
#include "dialects/world.h"

namespace muster::dialects::test {

// Returns the differences with the whole exchange; empty when there are none. Captures become
// variables of the caller. Throws std::invalid_argument for a mistake in the case file.
std::string play(Caller& caller, const CaseStep& step);

} // namespace muster::dialects::test

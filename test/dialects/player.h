// Plays one step of a case file against the world and tells how the answer differs.
#pragma once

#include <string>

#include "dialects/case_file.h"
#include "dialects/world.h"

namespace muster::dialects::test {

// Empty when all is as expected, else the differences with the whole exchange. Captures become
// variables of the caller. Throws std::invalid_argument for a mistake in the case file.
std::string play(Caller& caller, const CaseStep& step);

} // namespace muster::dialects::test

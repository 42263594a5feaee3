// Writes a rule as text that parses to the same rule, with groups by id.
#pragma once

#include <string>

#include "rule/rule.h"

namespace muster::rule {

// parse gives the same tree again; for a checked rule, parse and check do.
std::string print(const Rule& rule);

} // namespace muster::rule

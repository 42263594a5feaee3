// Prints a rule as text that parses to the same rule. Groups are printed by their ids, so that a
// stored rule does not depend on their names.
#pragma once

#include <string>

#include "rule/rule.h"

namespace muster::rule {

// parse() of the text gives the same tree again; for a checked rule, parse() and check() do.
std::string print(const Rule& rule);
// The left side of a leaf: fields.tenure, LOWER(city).
std::string print_operand(const Rule& leaf);

} // namespace muster::rule

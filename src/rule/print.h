// Writes a rule as text that reads back as the same rule. Knows no names: it prints what stands in
// the tree, groups by id.
#pragma once

#include <string>

#include "rule/rule.h"

namespace muster::rule {

// Of a checked rule parse and check give the same tree again, of a parsed one parse does.
std::string print(const Rule& rule);

} // namespace muster::rule

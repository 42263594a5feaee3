// The rules of the house's code that a program can judge. Each gives one line per violation:
// "path:line: what is wrong and what would be right". Knows no test framework.
#pragma once

#include "tidy/source.h"

namespace muster::tidy {

using Violations = std::vector<std::string>;

// Of one file of src/.
Violations forbidden_arrows(const Source& source);    // layers, dialects, engines
Violations forbidden_libraries(const Source& source); // each library has its folders
Violations foreign_dialects(const Source& source);    // a dialect's name outside its folder

// Of all files of src/ together: two types of one name in one namespace are one to the linker, and
// no compiler tells.
Violations types_named_twice(const std::vector<Source>& sources);

// Of any file.
Violations sizes(const Source& source); // lines, functions, columns
Violations names_and_openings(const Source& source);

} // namespace muster::tidy

// The rules for code and text that a program can check. Each returns one line per violation:
// "path:line: what is wrong and what would be right". Knows no test framework.
#pragma once

#include <set>

#include "tidy/source.h"

namespace muster::tidy {

using Violations = std::vector<std::string>;
using Names = std::set<std::string>;

// What follows from the files: the folders of dialects, and the engines that the list of engines
// includes.
struct Structure {
    Names dialects;
    Names engines;
};
Structure structure_of(const std::vector<Source>& sources); // all of src/

// These check one file of src/, header or source.
Violations forbidden_arrows(const Source& source, const Structure& structure);
Violations foreign_dialects(const Source& source, const Structure& structure); // named elsewhere
Violations forbidden_libraries(const Source& source); // each library has its folders

// Checks all files together, so that "go to symbol" finds one place for each type. A name of the
// list may occur twice; a name that no longer does must be removed from the list.
Violations types_named_twice(const std::vector<Source>& sources, const Names& allowed);

// Numbered sentences of a document: "7. Tenants never ...", "| 7 | ...", "**7** ...".
Names promises_of(const Source& document);
Violations unknown_promises(const Source& source, const Names& known);

// A reader of the repository has only the repository.
Violations foreign_documents(const Source& source);
// Finds paths in backquotes that begin with a folder of the repository and lead to no file. A path
// may omit the ending: `test/wire/record_test`.
Violations missing_paths(const Source& document, const std::filesystem::path& root);

// A folder of src/ with more than 20 .cpp files needs sub-folders.
Violations crowded_folders(const std::vector<Source>& sources);

// These check one file of any kind.
Violations sizes(const Source& source); // lines, functions, columns
Violations names_and_openings(const Source& source);

} // namespace muster::tidy

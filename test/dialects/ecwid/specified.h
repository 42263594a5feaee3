// The vendor's OpenAPI file as lines: openapi.txt, made by openapi_extract.py. The file itself is
// not part of this repository: the tests run without it.
#pragma once

#include <fstream>
#include <set>
#include <string>

namespace muster::dialects::test {

inline std::set<std::string> specified_lines()
{
    std::set<std::string> lines;
    std::ifstream file(MUSTER_SOURCE_DIR "/test/dialects/ecwid/openapi.txt");
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line.front() != '#') lines.insert(line);
    }
    return lines;
}

} // namespace muster::dialects::test

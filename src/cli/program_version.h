// Which Muster this is.
#pragma once

#include <string_view>

namespace muster::cli {

struct ProgramVersion {
    std::string_view number; // "1.2.3"; "1.2.3-dev.456" before that release
    std::string_view commit; // empty where it was not built in a clone
};

// CMake makes the source.
ProgramVersion program_version();

} // namespace muster::cli

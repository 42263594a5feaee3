// Scripts that complete commands, options and fixed values in shells.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace muster::cli {

inline const std::vector<std::string> completed_shells{"bash", "zsh", "fish"};

// shell: one of completed_shells.
std::string completion_script(const CLI::App& app, const std::string& shell);

} // namespace muster::cli

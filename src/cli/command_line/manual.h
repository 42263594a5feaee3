// The manual page muster(1).
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {

// In the macros of man(7), for `man -l`.
std::string manual_page(const CLI::App& app);

} // namespace muster::cli

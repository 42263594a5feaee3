// The commands, options and arguments as a list, for what is made of them: completion and manual.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace muster::cli {

struct CommandEntry {
    const CLI::App* app;
    std::string path;                                // "muster group create"
    std::vector<CommandEntry> commands() const;      // those below it
    std::vector<const CLI::Option*> options() const; // --help too, without the arguments
    std::vector<const CLI::Option*> arguments() const;
};

// Depth first, the whole program first.
std::vector<CommandEntry> all_commands(const CLI::App& app);

bool takes_value(const CLI::Option& option);
// The words that it accepts; empty when it accepts others too.
std::vector<std::string> fixed_words(const CLI::Option& option);
// What it may stand for in a usage line: TENANT of --tenant.
std::string value_name(const CLI::Option& option);
// "--format" and "-h,--help"
std::string option_names(const CLI::Option& option);

} // namespace muster::cli

// Explains a command line that cannot be understood, in its own words.
#pragma once

#include <span>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {

// Two lines: what is wrong with which option or argument, and where the help is.
std::string explain_usage(const CLI::App& app, const CLI::ParseError& error);

// The error about the first word that is no command where one must be; empty when there is none.
// The parser would look for commands behind it and report what it finds there.
std::string unknown_command(const CLI::App& app, std::span<char* const> arguments);

std::string usage_error(const CLI::App& command, const std::string& wrong);

// The command that the line named, such as `group create`; the app itself when it named none.
const CLI::App& named_command(const CLI::App& app);
// "muster group create"
std::string full_name(const CLI::App& command);

// The first option or argument of the command that was given an empty value; empty when there is
// none. An empty value is a mistake of a script far more often than a wish.
std::string blank_option(const CLI::App& command, std::span<char* const> arguments);

} // namespace muster::cli

// The commands with their options and arguments. One table (CLI11's) gives the parser, the errors,
// the help, the completion of shells and the manual. Knows no command.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/result.h"
#include "cli/options.h"

namespace muster::cli {

// Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 done, but some rows were refused.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_refused_rows = 3;

enum class NeedsTenant { no, maybe, yes };

class CommandTable {
public:
    CommandTable();

    // A command, or a group of commands under `parent`.
    CLI::App* add(const std::string& name, const std::string& help, CLI::App* parent = nullptr);
    // Options of commands that call a server.
    void add_server_options(CLI::App* command, NeedsTenant tenant);
    void add_json_option(CLI::App* command); // they have it
    // The environment variable stands for the option where the line does not have it.
    CLI::Option* also_from(std::string variable, CLI::Option* option);
    // Sets the function that run() calls if the command line has this command.
    void on(CLI::App* command, std::function<int()> act);
    void on(CLI::App* command, std::function<Result<void>()> act);

    int run(int argc, char** argv);

    const CLI::App& app() const { return app_; }
    const ConnectionOptions& server() const { return server_; }

private:
    struct Variable {
        std::string name;
        CLI::Option* option;
        bool is_required;
    };

    // Fills options that the line does not have from environment variables. CLI11's own way sets
    // the variables of all commands, also after the options of the one that was given. Returns the
    // name of a required option that is in neither place.
    std::string read_environment(const CLI::App& command);

    CLI::App app_;
    std::function<int()> act_;
    ConnectionOptions server_;
    std::vector<Variable> variables_;
};

// Prints the error on standard error, and returns the exit code.
int report(const Result<void>& result);
int report_count(const Result<std::size_t>& result, int exit_code_of_some);

// One of these words, a number in these bounds: the errors name what would be right, and the
// nearest word.
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator whole_number_from(std::int64_t least, std::optional<std::int64_t> most = {});

} // namespace muster::cli

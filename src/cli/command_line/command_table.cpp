// See command_table.h.
#include "cli/command_line/command_table.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <span>

#include "base/similar.h"
#include "base/text.h"
#include "cli/command_line/usage_errors.h"
#include "cli/program_version.h"

namespace muster::cli {

namespace {

std::string joined_by_or(const std::vector<std::string>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

bool is_option_of(const CLI::App& command, const CLI::Option& option)
{
    return command.get_option_no_throw(option.get_name()) == &option;
}

} // namespace

CommandTable::CommandTable()
    : app_("Muster: one directory of customers and groups behind six APIs.", "muster")
{
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string(program_version().number));
}

CLI::App* CommandTable::add(const std::string& name, const std::string& help, CLI::App* parent)
{
    return (parent == nullptr ? &app_ : parent)->add_subcommand(name, help);
}

CLI::Option* CommandTable::also_from(std::string variable, CLI::Option* option)
{
    variables_.push_back({std::move(variable), option, false});
    return option;
}

void CommandTable::add_json_option(CLI::App* command)
{
    command->add_flag("--json", server_.json, "Print JSON, for programs");
}

void CommandTable::add_server_options(CLI::App* command, NeedsTenant tenant)
{
    also_from("MUSTER_SERVER", command->add_option("--server", server_.server,
                                                   "Address of the server (or the environment "
                                                   "variable MUSTER_SERVER)"))
        ->capture_default_str();
    also_from("MUSTER_CA",
              command->add_option("--ca", server_.authorities,
                                  "PEM file of trusted certificates for https (or the environment "
                                  "variable MUSTER_CA; default: those of the system)"));
    command->add_option("--key", server_.key,
                        "API key (default: MUSTER_KEY, else the content of DATA/admin.key). Other "
                        "users of this machine can see arguments: --key-file and MUSTER_KEY hide "
                        "it");
    command->add_option("--key-file", server_.key_file,
                        "File with the API key; - for standard input");
    also_from("MUSTER_DATA", command->add_option("--data", server_.data,
                                                 "Data directory of the server (or the environment "
                                                 "variable MUSTER_DATA)"))
        ->capture_default_str();
    add_json_option(command);
    if (tenant == NeedsTenant::no) return;
    const bool is_required = tenant == NeedsTenant::yes;
    also_from(
        "MUSTER_TENANT",
        command->add_option("--tenant", server_.tenant,
                            std::string("Id or slug of the tenant (or the environment variable "
                                        "MUSTER_TENANT)") +
                                (is_required ? ". Required" : "")));
    variables_.back().is_required = is_required;
}

std::string CommandTable::read_environment(const CLI::App& command)
{
    for (const auto& variable : variables_) {
        auto* option = variable.option;
        if (option->count() > 0 || !is_option_of(command, *option)) continue;
        const char* value = std::getenv(variable.name.c_str());
        if (value != nullptr && *value != '\0') {
            option->add_result(value);
            option->run_callback();
        } else if (variable.is_required) {
            return option->get_name() + " is required, or the environment variable " +
                   variable.name;
        }
    }
    return {};
}

void CommandTable::on(CLI::App* command, std::function<int()> act)
{
    command->callback([this, act = std::move(act)] { act_ = act; });
}

void CommandTable::on(CLI::App* command, std::function<Result<void>()> act)
{
    on(command, std::function<int()>([act = std::move(act)] { return report(act()); }));
}

int CommandTable::run(int argc, char** argv)
{
    const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
    if (const auto error = unknown_command(app_, arguments); !error.empty()) {
        std::cerr << error;
        return exit_usage;
    }
    try {
        app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app_.exit(error); // --help, --version
        std::cerr << explain_usage(app_, error);
        return exit_usage;
    }
    const auto& command = named_command(app_);
    const auto blank = blank_option(command, arguments);
    const auto wrong = blank.empty() ? read_environment(command) : blank + ": must not be empty";
    if (wrong.empty()) return act_();
    std::cerr << usage_error(command, wrong);
    return exit_usage;
}

int report(const Result<void>& result)
{
    if (result) return exit_done;
    const auto& error = result.error();
    std::cerr << "muster: " << error.message;
    if (!error.detail.empty()) std::cerr << " (" << error.detail << ')';
    std::cerr << '\n';
    return exit_failed;
}

int report_count(const Result<std::size_t>& result, int exit_code_of_some)
{
    if (!result) return report(fail(result.error()));
    return *result == 0 ? exit_done : exit_code_of_some;
}

CLI::Validator one_of(std::vector<std::string> words)
{
    const std::string wanted = joined_by_or(words);
    return CLI::Validator(
        [words = std::move(words), wanted](const std::string& given) -> std::string {
            if (given.empty()) return {}; // blank_option() refuses it
            if (std::find(words.begin(), words.end(), given) != words.end()) return {};
            return "must be " + wanted + ", not " + given + did_you_mean(given, words);
        },
        "{" + wanted + "}", "one_of");
}

CLI::Validator whole_number_from(std::int64_t least, std::optional<std::int64_t> most)
{
    const std::string bounds =
        std::to_string(least) + (most ? " to " + std::to_string(*most) : " on");
    return CLI::Validator(
        [least, most, bounds](const std::string& given) -> std::string {
            const auto number = parse_integer(given);
            const bool is_right = number && *number >= least && *number <= most.value_or(*number);
            if (given.empty() || is_right) return {}; // blank_option() refuses an empty one
            return "must be a whole number from " + bounds + ", not " + given;
        },
        "NUMBER", "whole_number");
}

} // namespace muster::cli

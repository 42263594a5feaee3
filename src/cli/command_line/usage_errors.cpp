// See usage_errors.h. CLI11 says which rule was broken; the sentences are ours.
#include "cli/command_line/usage_errors.h"

#include <algorithm>

#include "base/similar.h"
#include "base/text.h"

namespace muster::cli {

namespace {

std::vector<std::string> known_words(const CLI::App& command, bool are_options)
{
    std::vector<std::string> words;
    if (are_options) {
        for (const auto* option : command.get_options()) {
            for (const auto& name : option->get_lnames()) words.push_back("--" + name);
        }
        return words;
    }
    for (const auto* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
        words.push_back(sub->get_name());
    }
    return words;
}

std::string list_of(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// CLI11 names this kind of error after the command.
bool is_of_extra_words(const CLI::ParseError& error)
{
    return error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
}

// What the parser could not place. It forgets these words in the error that names them, last first.
std::vector<std::string> unplaced_words(const CLI::App& command, const CLI::ParseError& error)
{
    const std::string message = error.what();
    if (!is_of_extra_words(error)) return command.remaining();
    std::vector<std::string> words;
    for (const auto word : split(std::string_view(message).substr(message.find(": ") + 2), ' ')) {
        words.insert(words.begin(), std::string(word));
    }
    return words;
}

// Options first, because the others may be their values.
std::string unknown_word(const CLI::App& command, const CLI::ParseError& error)
{
    const auto left = unplaced_words(command, error);
    for (const auto& word : left) {
        if (word.size() > 1 && word.starts_with('-')) return word.substr(0, word.find('='));
    }
    return left.empty() ? std::string{} : left.front();
}

std::string explain_unknown(const CLI::App& command, const std::string& word)
{
    if (word.starts_with('-')) {
        const auto options = known_words(command, true);
        if (std::ranges::find(options, word) != options.end()) {
            return word + " belongs behind the command: " + full_name(command) + ' ' + word;
        }
        return "unknown option " + word + did_you_mean(word, options);
    }
    const auto commands = known_words(command, false);
    if (commands.empty()) return "one argument too many: " + word;
    const auto meant = did_you_mean(word, commands);
    return "unknown command " + word + (meant.empty() ? "; there are " + list_of(commands) : meant);
}

// "--tenant: 1 required TEXT missing" is about --tenant.
std::string option_in(const std::string& message) { return message.substr(0, message.find(':')); }

std::string explain_missing(const CLI::App& command, const std::string& message)
{
    const auto commands = known_words(command, false);
    if (!commands.empty()) {
        return "a command is missing; there are " + list_of(commands);
    }
    return message;
}

std::string explain(const CLI::App& command, const CLI::ParseError& error)
{
    const std::string message = error.what();
    const std::string kind = error.get_name();
    if (is_of_extra_words(error) || kind == "RequiredError") {
        if (const auto word = unknown_word(command, error); !word.empty()) {
            return explain_unknown(command, word);
        }
        return explain_missing(command, message);
    }
    if (kind == "ArgumentMismatch") {
        const bool is_missing = message.find(" missing") != std::string::npos;
        return option_in(message) +
               (is_missing ? " needs a value" : " takes one value and may be given once");
    }
    if (kind == "ConversionError") {
        return message.substr(message.find(": ") + 2) + " is not a value that the option takes";
    }
    if (kind == "RequiresError")
        return message.substr(0, message.find(" requires ")) + " needs " +
               message.substr(message.find(" requires ") + 10);
    if (kind == "ExcludesError")
        return message.substr(0, message.find(" excludes ")) + " and " +
               message.substr(message.find(" excludes ") + 10) + " cannot be given together";
    return message;
}

} // namespace

const CLI::App& named_command(const CLI::App& app)
{
    const CLI::App* named = &app;
    while (!named->get_subcommands().empty()) named = named->get_subcommands().front();
    return *named;
}

std::string full_name(const CLI::App& command)
{
    const auto* parent = command.get_parent();
    return (parent == nullptr ? "" : full_name(*parent) + ' ') + command.get_name();
}

std::string explain_usage(const CLI::App& app, const CLI::ParseError& error)
{
    const auto& command = named_command(app);
    return usage_error(command, explain(command, error));
}

std::string unknown_command(const CLI::App& app, std::span<char* const> arguments)
{
    const CLI::App* command = &app;
    for (const std::string word : arguments.subspan(1)) {
        if (word.starts_with('-') || known_words(*command, false).empty()) break;
        const auto named =
            command->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
        if (named.empty()) return usage_error(*command, explain_unknown(*command, word));
        command = named.front();
    }
    return {};
}

std::string usage_error(const CLI::App& command, const std::string& wrong)
{
    return "muster: " + wrong + "\nHelp: " + full_name(command) + " --help\n";
}

std::string blank_option(const CLI::App& command, std::span<char* const> arguments)
{
    // For an option that needs no value, the parser takes "--demo=" for "--demo".
    for (const std::string_view word : arguments.subspan(1)) {
        if (word == "--") break;
        if (word.starts_with("--") && word.find('=') + 1 == word.size())
            return std::string(word.substr(0, word.size() - 1));
    }
    for (const auto* option : command.get_options()) {
        for (const auto& value : option->results()) {
            if (value.empty()) return option->get_name();
        }
    }
    return {};
}

} // namespace muster::cli

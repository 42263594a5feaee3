// See command_tree.h.
#include "cli/command_line/command_tree.h"

#include <algorithm>
#include <cctype>

namespace muster::cli {

namespace {

void collect(const CommandEntry& entry, std::vector<CommandEntry>& all)
{
    all.push_back(entry);
    for (const auto& below : entry.commands()) collect(below, all);
}

std::vector<const CLI::Option*> options_of(const CLI::App& app, bool positional)
{
    return app.get_options(
        [&](const CLI::Option* option) { return option->get_positional() == positional; });
}

} // namespace

std::vector<CommandEntry> CommandEntry::commands() const
{
    std::vector<CommandEntry> below;
    for (const auto* sub : app->get_subcommands([](const CLI::App*) { return true; })) {
        below.push_back({sub, path + ' ' + sub->get_name()});
    }
    return below;
}

std::vector<const CLI::Option*> CommandEntry::options() const { return options_of(*app, false); }
std::vector<const CLI::Option*> CommandEntry::arguments() const { return options_of(*app, true); }

std::vector<CommandEntry> all_commands(const CLI::App& app)
{
    std::vector<CommandEntry> all;
    collect({&app, app.get_name()}, all);
    return all;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// one_of() describes its words as "{csv or ndjson}".
std::vector<std::string> fixed_words(const CLI::Option& option)
{
    const std::string type = option.get_type_name();
    const auto begin = type.find('{');
    const auto end = type.find('}');
    if (begin == std::string::npos || end == std::string::npos) return {};
    std::vector<std::string> words;
    std::string word;
    for (const char c : type.substr(begin + 1, end - begin - 1) + ' ') {
        if (c != ' ' && c != ',') {
            word += c;
            continue;
        }
        if (!word.empty() && word != "or") words.push_back(word);
        word.clear();
    }
    return words;
}

std::string value_name(const CLI::Option& option)
{
    if (option.get_lnames().empty()) return option.get_name();
    std::string name = option.get_lnames().front();
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return name;
}

std::string option_names(const CLI::Option& option) { return option.get_name(false, true); }

} // namespace muster::cli

// See completion.h. Each script finds out which command the line names so far, and offers the words
// that can follow it.
#include "cli/command_line/completion.h"

#include "cli/command_line/command_tree.h"

namespace muster::cli {

namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between)
{
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

std::string in_quotes(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// "'muster group'|'muster group create'|…": the command lines that name a command.
std::string command_patterns(const std::vector<CommandEntry>& commands, std::string_view between)
{
    std::vector<std::string> patterns;
    for (const auto& command : commands) patterns.push_back(in_quotes(command.path));
    patterns.erase(patterns.begin()); // the program itself
    return joined(patterns, between);
}

std::string names_of(const CLI::Option& option)
{
    std::vector<std::string> names;
    for (const auto& name : option.get_lnames()) names.push_back("--" + name);
    return joined(names, " ");
}

// "'muster import --format'": the option with which the line ends.
std::string option_pattern(const CommandEntry& command, const CLI::Option& option)
{
    return in_quotes(command.path + " --" + option.get_lnames().front());
}

std::string words_of(const CommandEntry& command)
{
    std::vector<std::string> words;
    for (const auto& below : command.commands()) words.push_back(below.app->get_name());
    for (const auto* argument : command.arguments()) {
        for (const auto& word : fixed_words(*argument)) words.push_back(word);
    }
    for (const auto* option : command.options()) words.push_back(names_of(*option));
    return joined(words, " ");
}

std::string for_bash(const std::vector<CommandEntry>& commands)
{
    std::string values;
    std::string words;
    for (const auto& command : commands) {
        for (const auto* option : command.options()) {
            if (!takes_value(*option)) continue;
            const auto fixed = fixed_words(*option);
            values += "        " + option_pattern(command, *option) + ") " +
                      (fixed.empty() ? "return" : "words=" + in_quotes(joined(fixed, " "))) +
                      ";;\n";
        }
        words += "            " + in_quotes(command.path) +
                 ") words=" + in_quotes(words_of(command)) + ";;\n";
    }
    return "# Completion of muster for bash.\n"
           "_muster() {\n"
           "    local at=muster words='' i\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        case \"$at ${COMP_WORDS[i]}\" in\n"
           "            " +
           command_patterns(commands, "|") +
           ") at=\"$at ${COMP_WORDS[i]}\";;\n"
           "        esac\n"
           "    done\n"
           "    COMPREPLY=()\n"
           "    case \"$at ${COMP_WORDS[COMP_CWORD-1]}\" in\n" +
           values +
           "    esac\n"
           "    if [ -z \"$words\" ]; then\n"
           "        case \"$at\" in\n" +
           words +
           "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "}\n"
           "complete -o default -F _muster muster\n";
}

// "'list:List all groups'" for _describe of zsh, which ends a word at its first colon.
std::string described(const std::string& word, const std::string& text)
{
    return ' ' + in_quotes(word + ':' + text);
}

std::string for_zsh(const std::vector<CommandEntry>& commands)
{
    std::string values;
    std::string words;
    for (const auto& command : commands) {
        std::string list;
        for (const auto& below : command.commands()) {
            list += described(below.app->get_name(), below.app->get_description());
        }
        for (const auto* argument : command.arguments()) {
            for (const auto& word : fixed_words(*argument)) list += described(word, "");
        }
        for (const auto* option : command.options()) {
            list += described(names_of(*option), option->get_description());
            if (!takes_value(*option)) continue;
            const auto fixed = fixed_words(*option);
            values += "        " + option_pattern(command, *option) + ") " +
                      (fixed.empty() ? "_files" : "compadd -- " + joined(fixed, " ")) +
                      "; return;;\n";
        }
        words += "        " + in_quotes(command.path) + ") next=(" + list + " );;\n";
    }
    return "#compdef muster\n"
           "_muster() {\n"
           "    local at=muster i\n"
           "    local -a next\n"
           "    for ((i = 2; i < CURRENT; i++)); do\n"
           "        case \"$at ${words[i]}\" in\n"
           "            " +
           command_patterns(commands, "|") +
           ") at=\"$at ${words[i]}\";;\n"
           "        esac\n"
           "    done\n"
           "    case \"$at ${words[CURRENT-1]}\" in\n" +
           values +
           "    esac\n"
           "    case \"$at\" in\n" +
           words +
           "    esac\n"
           "    _describe muster next || _files\n"
           "}\n"
           "compdef _muster muster\n";
}

std::string fish_option(const std::string& condition, const CLI::Option& option)
{
    const auto fixed = fixed_words(option);
    std::string line = "complete -c muster -n " + condition + " -l " + option.get_lnames().front();
    if (!fixed.empty()) {
        line += " -xa " + in_quotes(joined(fixed, " "));
    } else if (takes_value(option)) {
        line += " -r";
    }
    return line + " -d " + in_quotes(option.get_description()) + '\n';
}

std::string for_fish(const std::vector<CommandEntry>& commands)
{
    std::string text = "# Completion of muster for fish.\n"
                       "function __muster_at\n"
                       "    set -l at muster\n"
                       "    set -l line (commandline -opc)\n"
                       "    for word in $line[2..-1]\n"
                       "        switch \"$at $word\"\n"
                       "            case " +
                       command_patterns(commands, " ") +
                       "\n"
                       "                set at \"$at $word\"\n"
                       "        end\n"
                       "    end\n"
                       "    test \"$at\" = \"$argv[1]\"\n"
                       "end\n";
    for (const auto& command : commands) {
        const std::string condition = in_quotes("__muster_at \"" + command.path + '"');
        for (const auto& below : command.commands()) {
            text += "complete -c muster -f -n " + condition + " -a " + below.app->get_name() +
                    " -d " + in_quotes(below.app->get_description()) + '\n';
        }
        for (const auto* argument : command.arguments()) {
            const auto fixed = fixed_words(*argument);
            if (fixed.empty()) continue;
            text += "complete -c muster -f -n " + condition + " -a " +
                    in_quotes(joined(fixed, " ")) + '\n';
        }
        for (const auto* option : command.options()) text += fish_option(condition, *option);
    }
    return text;
}

} // namespace

std::string completion_script(const CLI::App& app, const std::string& shell)
{
    const auto commands = all_commands(app);
    if (shell == "zsh") return for_zsh(commands);
    return shell == "fish" ? for_fish(commands) : for_bash(commands);
}

} // namespace muster::cli

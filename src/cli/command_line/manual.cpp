// See manual.h.
#include "cli/command_line/manual.h"

#include "cli/command_line/command_tree.h"
#include "cli/program_version.h"

namespace muster::cli {

namespace {

// Text as man(7) prints it unchanged: no line begins with a macro.
std::string plain(const std::string& text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '\\') {
            escaped += "\\e";
        } else if (c == '-') {
            escaped += "\\-";
        } else {
            escaped += c;
        }
    }
    const bool is_macro = escaped.starts_with('.') || escaped.starts_with('\'');
    return is_macro ? "\\&" + escaped : escaped;
}

std::string usage_of(const CommandEntry& command)
{
    std::string text = "\\fB" + plain(command.path) + "\\fR";
    if (!command.commands().empty()) text += " \\fICOMMAND\\fR";
    for (const auto* argument : command.arguments()) {
        const std::string name = "\\fI" + plain(value_name(*argument)) + "\\fR";
        const bool is_list = argument->get_items_expected_max() > 1;
        text += ' ' + (argument->get_required() ? name : '[' + name + ']') + (is_list ? "..." : "");
    }
    return text + " [\\fIOPTION\\fR]...\n";
}

std::string entry_of(const CLI::Option& option)
{
    std::string text = ".TP\n\\fB" + plain(option_names(option)) + "\\fR";
    if (!option.get_positional() && takes_value(option)) {
        text += " \\fI" + plain(value_name(option)) + "\\fR";
    }
    text += '\n' + plain(option.get_description());
    const auto words = fixed_words(option);
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += (i == 0 ? ". One of: " : ", ") + plain(words[i]);
    }
    if (!option.get_default_str().empty()) {
        text += ". Default: " + plain(option.get_default_str());
    }
    return text + ".\n";
}

std::string section_of(const CommandEntry& command)
{
    std::string text = ".SS " + plain(command.path) + '\n' + plain(command.app->get_description()) +
                       ".\n.PP\n" + usage_of(command);
    for (const auto* argument : command.arguments()) text += entry_of(*argument);
    for (const auto* option : command.options()) text += entry_of(*option);
    return text;
}

constexpr std::string_view after_commands = R"(.SH ENVIRONMENT
.TP
.B MUSTER_SERVER, MUSTER_TENANT, MUSTER_KEY, MUSTER_CA, MUSTER_DATA, MUSTER_STORE
Stand for \fB\-\-server\fR, \fB\-\-tenant\fR, \fB\-\-key\fR, \fB\-\-ca\fR,
\fB\-\-data\fR and \fB\-\-store\fR where these are not given.
\fBmuster settings\fR lists those of \fBmuster serve\fR.
.TP
\fBMUSTER_SECRET\fR
The secret of \fBmuster key create\fR and \fBmuster key rotate\fR where neither
\fB\-\-secret\fR nor \fB\-\-secret\-file\fR is given.
.SH FILES
.TP
\fImuster\-data/admin.key\fR
The administrator's key. Commands use it when they are given no other key.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Failed; a line on standard error says why, and what would be right.
.TP
.B 2
The command line is wrong. Nothing was done.
.TP
.B 3
Done, but some rows or customers were refused.
)";

} // namespace

std::string manual_page(const CLI::App& app)
{
    const auto commands = all_commands(app);
    std::string text =
        ".TH MUSTER 1 \"\" \"muster " + std::string(program_version().number) +
        "\" \"User Commands\"\n"
        ".SH NAME\nmuster \\- one directory of customers and groups behind six APIs\n"
        ".SH SYNOPSIS\n" +
        usage_of(commands.front()) + ".SH COMMANDS\n";
    for (const auto& command : commands) {
        if (command.commands().empty()) text += section_of(command);
    }
    return text + std::string(after_commands);
}

} // namespace muster::cli

// `muster settings`: the table of settings, for people.
#include <iostream>

#include "cli/commands.h"
#include "server/settings/setting.h"

namespace muster::cli {

void print_settings()
{
    std::cout << "Each setting can be given in the file, in the environment and on the command "
                 "line; a later place wins.\nThe file may also have [[webhook]].\n";
    for (const auto& setting : server::settings()) {
        std::cout << '\n'
                  << setting.name << " (" << name_of(setting.form)
                  << ", default: " << setting.initial << ")\n"
                  << "    " << setting.help << '\n'
                  << "    file: " << (setting.is_in_file ? setting.name : "-")
                  << "   option: " << setting.option << "   variable: " << setting.variable << '\n';
    }
}

} // namespace muster::cli

// `muster settings`: the table of settings.
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "server/settings/setting.h"

namespace muster::cli {

namespace {

Json json_of(const server::Setting& setting)
{
    Json row = Json::object();
    row.set("name", setting.name);
    row.set("form", server::name_of(setting.form));
    row.set("default", setting.initial);
    row.set("help", setting.help);
    row.set("in_file", setting.is_in_file);
    row.set("option", setting.option);
    row.set("variable", setting.variable);
    return row;
}

void print_for_people(const server::Setting& setting)
{
    std::cout << '\n'
              << setting.name << " (" << server::name_of(setting.form)
              << ", default: " << setting.initial << ")\n"
              << "    " << setting.help << '\n'
              << "    file: " << (setting.is_in_file ? setting.name : "-")
              << "   option: " << setting.option << "   variable: " << setting.variable << '\n';
}

} // namespace

void print_settings(const ConnectionOptions& how)
{
    if (how.json) {
        Json::Array rows;
        for (const auto& setting : server::settings()) rows.push_back(json_of(setting));
        std::cout << Json(std::move(rows)).text() << '\n';
        return;
    }
    std::cout << "Each setting can be given in the file, in the environment and on the command "
                 "line; a later place wins.\nThe file may also have [[webhook]].\n";
    for (const auto& setting : server::settings()) print_for_people(setting);
}

} // namespace muster::cli

// Reads every setting from the file, the environment and the command line. A later place wins, but
// a setting that is wrong in any place is refused: it would surprise as soon as it counts.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/settings/setting.h"

namespace muster::server {

struct GivenSettings {
    // What the command line says, by the name of the setting. A flag without a text is "true".
    std::map<std::string_view, SettingTexts> options;
    // The variables whose names begin with MUSTER_.
    std::map<std::string, std::string> environment;
};

// Variables of the other commands, which `serve` does not read.
inline constexpr std::string_view client_variables[] = {
    "MUSTER_SERVER", "MUSTER_KEY", "MUSTER_TENANT", "MUSTER_CA", "MUSTER_SECRET"};

// The variables of this process whose names begin with MUSTER_.
std::map<std::string, std::string> read_environment();

// invalid_value names the file and line, the variable or the option, and says what would be right:
// for a wrong type, an unknown name, and a setting that would have no effect.
Result<ServeOptions> read_settings(const GivenSettings& given);

} // namespace muster::server

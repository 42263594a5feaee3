// Reads the configuration file: TOML whose keys are the settings of the table, and [[webhook]].
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/settings/setting.h"

namespace muster::server {

// A setting as the file gives it: of the right type, not yet checked further.
struct FileSetting {
    const Setting* setting;
    SettingTexts texts;
    std::string place; // "muster.toml line 3: connections"
};

struct FileSettings {
    std::vector<FileSetting> settings;
    std::vector<dialects::Receiver> receivers;
    std::vector<std::string> receiver_places; // of each receiver's tenant
};

Result<FileSettings> parse_setting_file(const std::string& path, std::string_view content);

} // namespace muster::server

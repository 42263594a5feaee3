// Files of the data directory: secrets with mode 0600, written whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster {

Result<std::string> read_file(const std::string& path); // not_found, unavailable
// Through a temporary name, fsync and rename; mode 0600.
Result<void> write_private_file(const std::string& path, std::string_view content);
// Makes the directory (0700) when it is missing.
Result<void> make_directory(const std::string& path);

} // namespace muster

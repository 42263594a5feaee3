// Reads and writes small files of the data directory, such as keys.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace muster {

Result<std::string> read_file(const std::string& path); // not_found, unavailable
// "cannot read settings.toml: No such file or directory": the act, the path and the system's
// reason.
std::string file_problem(std::string_view act, std::string_view path, int reason);
// Atomic: writes a temporary file, calls fsync and renames it. Mode 0600. The owner of the file
// that it replaces stays.
Result<void> write_private_file(const std::string& path, std::string_view content);
// Makes the directory (0700) when it is missing.
Result<void> make_directory(const std::string& path);

} // namespace muster

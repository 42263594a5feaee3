// The log: lines on standard error, by spdlog. Callers pass ids, codes and counts, never secrets or
// personal data.
#pragma once

#include <string>
#include <string_view>

namespace muster::server {

enum class LogLevel { debug, info, warn, error };

// False when the name is not one of the levels.
bool start_log(std::string_view level);
bool is_logged(LogLevel level);
void log(LogLevel level, std::string_view message);

} // namespace muster::server

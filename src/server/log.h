// The log: lines on standard error, by spdlog. Callers pass ids, codes and counts, never secrets or
// personal data.
#pragma once

#include <string>
#include <string_view>

namespace muster::server {

enum class LogLevel { debug, info, warn, error };

bool is_log_level(std::string_view name);
// The name is one of the levels.
void start_log(std::string_view level);
bool is_logged(LogLevel level);
// Control characters and line ends in the message become \xNN: no text of a client can end the line
// and begin another one.
void log(LogLevel level, std::string_view message);
std::string log_text(std::string_view message);
// The text in quotes, so that it cannot look like another name=value.
std::string quoted_text(std::string_view text);

} // namespace muster::server

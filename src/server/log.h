// The log: structured lines on standard error. The only face of spdlog. No secrets, no personal
// data: callers pass ids, codes and counts.
#pragma once

#include <string>
#include <string_view>

namespace muster::server {

enum class Level { debug, info, warn, error };

// false when the name is not one of the levels.
bool start_log(std::string_view level);
bool is_logged(Level level);
void log(Level level, std::string_view message);

} // namespace muster::server

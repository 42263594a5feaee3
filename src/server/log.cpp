// See log.h. The only file that includes spdlog, which compiles slowly.
#include "server/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace muster::server {

namespace {

spdlog::level::level_enum spdlog_level(LogLevel level)
{
    switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warn: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

} // namespace

bool start_log(std::string_view level)
{
    const auto parsed = spdlog::level::from_str(std::string(level));
    if (parsed == spdlog::level::off && level != "off") return false;
    auto logger = spdlog::stderr_color_mt("muster");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%f%z %^%l%$ %v");
    logger->set_level(parsed);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    return true;
}

bool is_logged(LogLevel level) { return spdlog::should_log(spdlog_level(level)); }

void log(LogLevel level, std::string_view message)
{
    spdlog::log(spdlog_level(level), "{}", message);
}

} // namespace muster::server

// See log.h. The only file that includes spdlog, which compiles slowly.
#include "server/log.h"

#include <algorithm>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"

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

bool is_log_level(std::string_view name)
{
    return name == "debug" || name == "info" || name == "warn" || name == "error";
}

void start_log(std::string_view level)
{
    auto logger = spdlog::stderr_color_mt("muster");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%f%z %^%l%$ %v");
    logger->set_level(spdlog::level::from_str(std::string(level)));
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

bool is_logged(LogLevel level) { return spdlog::should_log(spdlog_level(level)); }

namespace {

// The bytes at the start of the text that a terminal or a reader of lines could take for a control
// character: those of ASCII, C1 (U+0080 to U+009F), and the separators of lines and paragraphs.
std::size_t control_bytes(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x20 || first == 0x7f) return 1;
    const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0;
    if (first == 0xc2 && second < 0xa0) return 2;
    const bool is_separator = text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9");
    return is_separator ? 3 : 0;
}

} // namespace

std::string log_text(std::string_view message)
{
    std::string line;
    while (!message.empty()) {
        const auto bytes = std::min(control_bytes(message), message.size());
        for (const char c : message.substr(0, bytes)) line += "\\x" + to_hex({&c, 1});
        if (bytes == 0) line += message[0];
        message.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return line;
}

std::string quoted_text(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

void log(LogLevel level, std::string_view message)
{
    spdlog::log(spdlog_level(level), "{}", log_text(message));
}

} // namespace muster::server

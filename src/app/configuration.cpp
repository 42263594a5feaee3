// Reads TOML and listener texts into options. Starts nothing.
#include "app/configuration.h"

#include <sstream>

#include <toml++/toml.h>

#include "app/files.h"
#include "base/text.h"

namespace muster::app {

namespace {

Failure wrong(const std::string& path, std::string_view what)
{
    return fail(Code::invalid_value, "config", path + ": " + std::string(what));
}

// The keys this file may have; anything else is a typing error that would go unnoticed.
constexpr std::array<std::string_view, 4> known_keys{"store", "listen", "log", "host"};

Result<ServeOptions> apply(const toml::table& table, ServeOptions options)
{
    for (const auto& [key, value] : table) {
        if (std::find(known_keys.begin(), known_keys.end(), key.str()) == known_keys.end()) {
            return wrong(options.config, "unknown key " + std::string(key.str()) +
                                             "; known are store, listen, log, host");
        }
    }
    if (options.store.empty()) options.store = table["store"].value_or(std::string{});
    if (const auto level = table["log"].value<std::string>()) options.log_level = *level;
    if (options.listen.empty()) {
        if (const auto* list = table["listen"].as_array()) {
            for (const auto& item : *list) options.listen.push_back(item.value_or(std::string{}));
        } else if (const auto one = table["listen"].value<std::string>()) {
            options.listen.push_back(*one);
        }
    }
    if (const auto* hosts = table["host"].as_table()) {
        for (const auto& [dialect, host] : *hosts) {
            options.hosts.push_back(std::string(dialect.str()) + '=' +
                                    host.value_or(std::string{}));
        }
    }
    return options;
}

} // namespace

Result<ServeOptions> read_configuration(ServeOptions options)
{
    const bool is_named = !options.config.empty();
    if (!is_named) options.config = options.data + "/muster.toml";
    const auto content = read_file(options.config);
    if (!content) {
        if (!is_named && content.error().code == Code::not_found) return options;
        return fail(content.error());
    }
    try {
        const toml::table table = toml::parse(*content);
        return apply(table, std::move(options));
    } catch (const toml::parse_error& error) {
        std::ostringstream text;
        text << error.description() << " at " << error.source().begin;
        return wrong(options.config, text.str());
    }
}

Result<http::Listener> parse_listener(std::string_view text)
{
    http::Listener listener;
    const auto equals = text.find('=');
    if (equals != text.npos) {
        listener.dialect = std::string(text.substr(0, equals));
        text.remove_prefix(equals + 1);
    }
    const auto colon = text.rfind(':');
    const auto port = colon == text.npos ? std::nullopt : parse_integer(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!port || *port < 0 || *port > 65535 || host.empty()) {
        return fail(Code::invalid_value, "listen",
                    "must be HOST:PORT or DIALECT=HOST:PORT, such as 127.0.0.1:8080, not " +
                        std::string(text));
    }
    listener.host = std::string(host);
    listener.port = static_cast<std::uint16_t>(*port);
    return listener;
}

} // namespace muster::app

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

using Keys = std::initializer_list<std::string_view>;

// Any other key is a typing error that would go unnoticed.
Result<void> check_keys(const toml::table& table, Keys known, const ServeOptions& options)
{
    std::string all;
    for (const auto key : known) all += (all.empty() ? "" : ", ") + std::string(key);
    for (const auto& [key, value] : table) {
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            return wrong(options.config, "unknown key " + std::string(key.str()) + " at line " +
                                             std::to_string(key.source().begin.line) +
                                             "; known are " + all);
    }
    return {};
}

// The command line wins.
void set_text(const toml::table& table, std::string_view key, std::string& text)
{
    if (text.empty()) text = table[key].value_or(std::string{});
}

Result<void> apply_tls(const toml::table& table, ServeOptions& options)
{
    const auto* tls = table["tls"].as_table();
    if (tls == nullptr) return {};
    TRY(check_keys(*tls, {"certificate", "key"}, options));
    set_text(*tls, "certificate", options.tls_certificate);
    set_text(*tls, "key", options.tls_key);
    return {};
}

void apply_listen(const toml::table& table, ServeOptions& options)
{
    if (!options.listen.empty()) return;
    if (const auto* list = table["listen"].as_array()) {
        for (const auto& item : *list) options.listen.push_back(item.value_or(std::string{}));
    } else if (const auto one = table["listen"].value<std::string>()) {
        options.listen.push_back(*one);
    }
}

Result<ServeOptions> apply(const toml::table& table, ServeOptions options)
{
    TRY(check_keys(table, {"store", "listen", "log", "host", "tls"}, options));
    set_text(table, "store", options.store);
    if (const auto level = table["log"].value<std::string>()) options.log_level = *level;
    apply_listen(table, options);
    TRY(apply_tls(table, options));
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
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        listener.secure = scheme == "https://";
        text.remove_prefix(scheme.size());
        break;
    }
    const auto colon = text.rfind(':');
    const auto port = colon == text.npos ? std::nullopt : parse_integer(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!port || *port < 0 || *port > 65535 || host.empty()) {
        return fail(Code::invalid_value, "listen",
                    "must be [DIALECT=][https://]HOST:PORT, such as 127.0.0.1:8080, not " +
                        std::string(text));
    }
    listener.host = std::string(host);
    listener.port = static_cast<std::uint16_t>(*port);
    return listener;
}

} // namespace muster::app

// Reads TOML into options. Starts nothing.
#include "server/configuration.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "base/files.h"
#include "base/text.h"
#include "dialects/all.h"

namespace muster::server {

namespace {

Failure wrong(const std::string& path, std::string_view what)
{
    return fail(Code::invalid_value, "config", path + ": " + std::string(what));
}

using Keys = std::initializer_list<std::string_view>;

// Refuses unknown keys: a typing error would otherwise go unnoticed.
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

// Keeps the text of the command line when there is one.
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

std::vector<std::string> texts_of(const toml::node_view<const toml::node>& node)
{
    std::vector<std::string> texts;
    if (const auto* list = node.as_array()) {
        for (const auto& item : *list) texts.push_back(item.value_or(std::string{}));
    }
    return texts;
}

Result<dialects::Receiver> read_webhook(const toml::table& table, const ServeOptions& options)
{
    TRY(check_keys(table, {"name", "dialect", "tenant", "url", "secret", "events", "headers"},
                   options));
    const std::string& path = options.config;
    const auto text = [&](std::string_view key) { return table[key].value_or(std::string{}); };
    dialects::Receiver receiver{text("name"), text("dialect"), text("tenant"),
                                text("url"),  text("secret"),  texts_of(table["events"])};
    if (receiver.name.empty()) return wrong(path, "a webhook has no name");
    const std::string place = "webhook " + receiver.name + ": ";
    if (receiver.url.empty() || receiver.secret.empty()) {
        return wrong(path, place + "url and secret are required");
    }
    const auto* dialect = dialects::find(receiver.dialect);
    if (dialect == nullptr || !dialect->has_receivers) {
        return wrong(path, place + "no API named '" + receiver.dialect + "' has webhooks");
    }
    for (const auto& line : texts_of(table["headers"])) {
        const auto colon = line.find(':');
        if (colon == line.npos) return wrong(path, place + "headers must be \"Name: value\"");
        receiver.headers.push_back(
            {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    }
    return receiver;
}

Result<void> read_webhooks(const toml::table& table, ServeOptions& options)
{
    const auto* list = table["webhook"].as_array();
    if (list == nullptr) return {};
    for (const auto& item : *list) {
        if (!item.is_table()) return wrong(options.config, "webhook must be written [[webhook]]");
        auto receiver = TRY(read_webhook(*item.as_table(), options));
        for (const auto& other : options.receivers) {
            if (other.name != receiver.name) continue;
            return wrong(options.config, "two webhooks are named " + receiver.name);
        }
        options.receivers.push_back(std::move(receiver));
    }
    if (options.receivers.size() <= dialects::most_receivers) return {};
    return wrong(options.config,
                 "more than " + std::to_string(dialects::most_receivers) + " webhooks");
}

// "NAME=text" for each member of the table.
void append_pairs(const toml::table& table, std::string_view key, std::vector<std::string>& pairs)
{
    const auto* members = table[key].as_table();
    if (members == nullptr) return;
    for (const auto& [name, text] : *members)
        pairs.push_back(std::string(name.str()) + '=' + text.value_or(std::string{}));
}

Result<void> read_count(const toml::table& table, std::string_view key, std::size_t& count,
                        const ServeOptions& options)
{
    if (!table.contains(key)) return {};
    const auto number = table[key].value_exact<std::int64_t>();
    if (!number || *number < 1)
        return wrong(options.config, std::string(key) + " must be a whole number above 0");
    count = static_cast<std::size_t>(*number);
    return {};
}

Result<void> read_proxies(const toml::table& table, ServeOptions& options)
{
    if (!table.contains("trusted_proxies")) return {};
    const auto* list = table["trusted_proxies"].as_array();
    if (list == nullptr) {
        return wrong(options.config,
                     "trusted_proxies must be a list of addresses or ranges, such as "
                     "[\"127.0.0.1\", \"10.0.0.0/8\"]");
    }
    for (const auto& item : *list) {
        auto range = http::AddressRange::parse(item.value_or(std::string{}));
        if (!range) return wrong(options.config, "trusted_proxies: " + range.error().message);
        options.trusted_proxies.push_back(*range);
    }
    return {};
}

Result<ServeOptions> apply(const toml::table& table, ServeOptions options)
{
    TRY(check_keys(table,
                   {"store", "listen", "log", "host", "tls", "rate_limit", "webhook", "connections",
                    "connections_per_address", "trusted_proxies"},
                   options));
    set_text(table, "store", options.store);
    if (const auto level = table["log"].value<std::string>()) options.log_level = *level;
    apply_listen(table, options);
    TRY(apply_tls(table, options));
    append_pairs(table, "host", options.hosts);
    // After those of the command line: the first limit for a dialect wins.
    append_pairs(table, "rate_limit", options.rate_limits);
    TRY(read_count(table, "connections", options.connections, options));
    TRY(read_count(table, "connections_per_address", options.connections_per_address, options));
    TRY(read_proxies(table, options));
    TRY(read_webhooks(table, options));
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

} // namespace muster::server

// See dialect_texts.h. Knows no dialect by name.
#include "server/settings/dialect_texts.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/all.h"
#include "server/settings/setting.h"

namespace muster::server {

namespace {

constexpr std::string_view listener_form = "[DIALECT=][https://]HOST:PORT, such as 127.0.0.1:8080";

// "NAME=TEXT": the dialect exists, and the text is not empty.
struct DialectText {
    std::string dialect;
    std::string text;
};

Result<DialectText> parse_pair(const std::string& text, std::string_view right)
{
    const auto equals = text.find('=');
    if (equals == text.npos || equals + 1 == text.size()) return wrong_setting(right);
    DialectText pair{text.substr(0, equals), text.substr(equals + 1)};
    TRY(check_dialect(pair.dialect));
    return pair;
}

Result<http::Listener> parse_listener(std::string_view text)
{
    http::Listener listener;
    const auto equals = text.find('=');
    if (equals != text.npos) {
        listener.dialect = std::string(text.substr(0, equals));
        TRY(check_dialect(listener.dialect));
        text.remove_prefix(equals + 1);
    }
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        listener.secure = scheme == "https://";
        text.remove_prefix(scheme.size());
        break;
    }
    const auto colon = text.rfind(':');
    // Without a colon the port is empty, which is no integer.
    const auto port =
        parse_integer(colon == text.npos ? std::string_view{} : text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!port || *port < 0 || *port > 65535 || host.empty() || host.find('/') != host.npos)
        return wrong_setting(listener_form);
    listener.host = std::string(host);
    listener.port = static_cast<std::uint16_t>(*port);
    return listener;
}

bool is_host_name(std::string_view host)
{
    constexpr std::string_view others = "-._:[]"; // beside letters and digits
    return std::ranges::all_of(host, [&](char c) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        return is_letter || others.find(c) != others.npos;
    });
}

} // namespace

Result<void> check_dialect(std::string_view name)
{
    if (dialects::find(name) != nullptr) return {};
    std::string known;
    for (const auto* dialect : dialects::all())
        known += (known.empty() ? "" : ", ") + std::string(dialect->name);
    return fail(Code::invalid_value, "setting",
                "there is no dialect '" + std::string(name) + "'; it must be one of " + known);
}

Result<std::vector<http::Listener>> parse_listeners(const std::vector<std::string>& texts)
{
    std::vector<http::Listener> listeners;
    for (const auto& text : texts) {
        auto listener = TRY(parse_listener(text));
        const bool is_repeated = std::ranges::any_of(listeners, [&](const http::Listener& other) {
            return listener.port != 0 && other.port == listener.port && other.host == listener.host;
        });
        if (is_repeated)
            return fail(Code::invalid_value, "setting",
                        "names " + listener.host + ':' + std::to_string(listener.port) +
                            " twice; each listener must have an address of its own");
        listeners.push_back(std::move(listener));
    }
    return listeners;
}

Result<http::Listener> parse_plain_listener(const std::string& text)
{
    constexpr std::string_view right = "HOST:PORT, such as 127.0.0.1:9090";
    auto listener = parse_listener(text);
    if (!listener || !listener->dialect.empty() || listener->secure) return wrong_setting(right);
    return listener;
}

Result<std::map<std::string, std::string>> parse_hosts(const std::vector<std::string>& texts)
{
    constexpr std::string_view right = "DIALECT=HOST, such as native=api.example.org";
    std::map<std::string, std::string> hosts;
    for (const auto& text : texts) {
        auto [dialect, host] = TRY(parse_pair(text, right));
        host = lower_ascii(host);
        if (!is_host_name(host)) return wrong_setting(right);
        const auto [known, is_new] = hosts.emplace(host, dialect);
        if (is_new) continue;
        return fail(Code::invalid_value, "setting",
                    "names the host " + host + " twice; each host must belong to one API");
    }
    return hosts;
}

Result<std::map<std::string, dialects::Rate, std::less<>>>
parse_rates(const std::vector<std::string>& texts)
{
    std::map<std::string, dialects::Rate, std::less<>> rates;
    for (const auto& text : texts) {
        const auto [dialect, rate] =
            TRY(parse_pair(text, "DIALECT=REQUESTS/UNIT, such as native=600/min"));
        const bool is_new = rates.emplace(dialect, TRY(dialects::parse_rate(rate))).second;
        if (is_new) continue;
        return fail(Code::invalid_value, "setting",
                    "names " + dialect + " twice; a dialect must have one rate limit");
    }
    return rates;
}

} // namespace muster::server

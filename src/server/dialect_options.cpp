// See dialect_options.h.
#include "server/dialect_options.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/all.h"

namespace muster::server {

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
    // Without a colon the port is empty, which is no integer.
    const auto port =
        parse_integer(colon == text.npos ? std::string_view{} : text.substr(colon + 1));
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

Result<std::vector<http::Listener>> parse_listeners(const std::vector<std::string>& texts)
{
    std::vector<http::Listener> listeners;
    bool has_main = false;
    for (const auto& text : texts) {
        auto listener = TRY(parse_listener(text));
        if (!listener.dialect.empty() && dialects::find(listener.dialect) == nullptr) {
            return fail(Code::invalid_value, "listen", "there is no dialect " + listener.dialect);
        }
        has_main = has_main || listener.dialect.empty();
        listeners.push_back(std::move(listener));
    }
    if (!has_main) listeners.insert(listeners.begin(), http::Listener{});
    return listeners;
}

Result<std::map<std::string, std::string>> parse_hosts(const std::vector<std::string>& texts)
{
    std::map<std::string, std::string> hosts;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        const std::string dialect = text.substr(0, equals);
        if (equals == text.npos || dialects::find(dialect) == nullptr) {
            return fail(Code::invalid_value, "host",
                        "must be DIALECT=HOST, such as native=api.example.org, not " + text);
        }
        hosts[lower_ascii(text.substr(equals + 1))] = dialect;
    }
    return hosts;
}

Result<std::map<std::string, dialects::Rate, std::less<>>>
parse_rates(const std::vector<std::string>& texts)
{
    std::map<std::string, dialects::Rate, std::less<>> rates;
    for (const auto& text : texts) {
        const auto equals = std::min(text.find('='), text.size());
        const std::string dialect = text.substr(0, equals);
        if (dialects::find(dialect) == nullptr) {
            return fail(Code::invalid_value, "rate limit",
                        "must be DIALECT=REQUESTS/UNIT, such as native=600/min, not " + text);
        }
        rates.emplace(dialect, TRY(dialects::parse_rate(std::string_view(text).substr(
                                   std::min(equals + 1, text.size())))));
    }
    return rates;
}

} // namespace muster::server

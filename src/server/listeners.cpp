#include "server/listeners.h"

#include <iostream>
#include <optional>

namespace muster::server {

namespace {

std::string url_of(const http::Listener& listener, std::uint16_t port)
{
    return (listener.secure ? "https://" : "http://") + http::with_port(listener.host, port);
}

std::string text_of(const http::Listener& listener, std::uint16_t port)
{
    if (listener.is_for_nodes) return http::with_port(listener.host, port) + "  (other nodes)";
    const auto& dialect = listener.dialect;
    return url_of(listener, port) +
           (dialect.empty() ? "  (all APIs)" : "  (" + dialect + " at the root)");
}

} // namespace

std::vector<http::Listener> all_listeners(const ServeOptions& options)
{
    auto listeners = options.listeners;
    if (options.metrics_listener) {
        listeners.push_back(*options.metrics_listener);
        listeners.back().dialect = metrics_listener;
    }
    if (options.node_listener) {
        listeners.push_back(*options.node_listener);
        listeners.back().is_for_nodes = true;
    }
    return listeners;
}

void fix_ports(ServeOptions& options, const std::vector<std::uint16_t>& ports)
{
    auto port = ports.begin();
    for (auto& listener : options.listeners) listener.port = *port++;
    for (auto* listener : {&options.metrics_listener, &options.node_listener}) {
        if (*listener) (*listener)->port = *port++;
    }
}

std::string node_address(const ServeOptions& options)
{
    const auto& listener = options.node_listener;
    return listener ? http::with_port(listener->host, listener->port) : std::string{};
}

std::string main_url(const std::vector<http::Listener>& listeners,
                     const std::vector<std::uint16_t>& ports)
{
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        if (listeners[i].dialect.empty()) return url_of(listeners[i], ports[i]);
    }
    return {};
}

void print_start(const std::vector<http::Listener>& listeners,
                 const std::vector<std::uint16_t>& ports, const std::string& data)
{
    std::cout << "Muster listens on:\n";
    for (std::size_t i = 0; i < listeners.size(); ++i)
        std::cout << "  " << text_of(listeners[i], ports[i]) << '\n';
    std::cout << "Data directory: " << data << std::endl;
}

} // namespace muster::server

// The addresses on which the server listens, for its start and for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/server/server.h"
#include "server/settings/options.h"

namespace muster::server {

// The listener that has a setting of its own.
inline constexpr std::string_view metrics_listener = "metrics";

// Those of the setting `listen`, then those that have settings of their own.
std::vector<http::Listener> all_listeners(const ServeOptions& options);

// Stores the ports that the system chose, in the order of all_listeners(): they stay when the node
// begins again.
void fix_ports(ServeOptions& options, const std::vector<std::uint16_t>& ports);

// Where the other nodes reach this one: "10.0.0.1:8090"; empty without the setting.
std::string node_address(const ServeOptions& options);

// The address at which all APIs are served; empty when there is none.
std::string main_url(const std::vector<http::Listener>& listeners,
                     const std::vector<std::uint16_t>& ports);

void print_start(const std::vector<http::Listener>& listeners,
                 const std::vector<std::uint16_t>& ports, const std::string& data);

} // namespace muster::server

// The options of `muster serve`, from the command line and the configuration file.
#pragma once

#include <string>
#include <vector>

#include "base/limits.h"
#include "dialects/dialect.h"
#include "http/address.h"

namespace muster::server {

struct ServeOptions {
    std::string data = "muster-data";          // directory
    std::string store;                         // URL; empty: sqlite:DATA/muster.db
    std::vector<std::string> listen;           // "HOST:PORT", "https://HOST:PORT", "dialect=..."
    std::vector<std::string> hosts;            // "dialect=api.example.org"
    std::vector<dialects::Receiver> receivers; // webhooks; only in the configuration file
    std::string config;                        // TOML file; empty: DATA/muster.toml if it exists
    std::vector<std::string> rate_limits;      // "dialect=600/min"
    std::string tls_certificate;               // PEM file, for https listeners
    std::string tls_key;                       // PEM file
    std::size_t connections = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    std::vector<http::AddressRange> trusted_proxies; // only in the configuration file
    std::string log_level = "info";
    bool demo = false;
    std::string demo_data; // CSV file
};

} // namespace muster::server

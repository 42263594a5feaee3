// The options of `muster serve`, after every setting was read and checked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "dialects/dialect.h"
#include "http/address.h"
#include "http/server/server.h"

namespace muster::server {

struct ServeOptions {
    std::string data = "muster-data"; // directory
    std::string store;                // URL; empty: sqlite:DATA/muster.db
    bool standby = false;             // waits while another node is active, and then takes over
    std::string node_name;            // for the other nodes; empty: the name of the machine
    std::optional<http::Listener> node_listener; // where the other nodes reach this one
    std::string jobs;                            // directory of the files of jobs; empty: DATA/jobs
    std::vector<http::Listener> listeners{http::Listener{}};
    std::map<std::string, std::string> hosts;                 // Host header, lower case, to dialect
    std::map<std::string, dialects::Rate, std::less<>> rates; // dialect to what its callers may ask
    std::vector<dialects::Receiver> receivers;                // webhooks; only in the file
    std::vector<std::string> receiver_places; // "FILE line 7", of each receiver's tenant
    std::string config;                       // TOML file; empty: DATA/muster.toml if it exists
    std::string tls_certificate;              // PEM file, for https listeners
    std::string tls_key;                      // PEM file
    std::optional<std::size_t> connections;   // none: limits::connections, as far as possible
    std::optional<std::size_t> connections_per_address;
    std::vector<http::AddressRange> trusted_proxies;
    std::optional<http::Listener> metrics_listener; // for /metrics without a key
    bool metrics_name_tenants = false;
    std::string backups;   // directory; empty: DATA/backups
    std::string audit_log; // file; empty: DATA/audit.log
    std::string log_level = "info";
    bool new_admin_key = false;
    bool demo = false;
    std::string demo_data; // CSV file
};

} // namespace muster::server

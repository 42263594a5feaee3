// What each command was asked to do: plain values, filled by the command line (cli.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "http/server.h"

namespace muster::app {

struct ServeOptions {
    std::string data = "muster-data";          // directory
    std::string store;                         // URL; empty: sqlite:DATA/muster.db
    std::vector<std::string> listen;           // "HOST:PORT", "https://HOST:PORT", "dialect=..."
    std::vector<std::string> hosts;            // "dialect=api.example.org"
    std::vector<dialects::Receiver> receivers; // only from the configuration file
    std::string config;                   // TOML file; empty: DATA/muster.toml when it is there
    std::vector<std::string> rate_limits; // "dialect=600/min"
    std::string tls_certificate;          // PEM file; for https listeners
    std::string tls_key;                  // PEM file
    std::string log_level = "info";
    bool demo = false;
    std::string demo_data; // CSV file
};

// How the other commands find the server.
struct ServerOptions {
    std::string server = "http://127.0.0.1:8080";
    std::string key; // empty: read from DATA/admin.key
    std::string data = "muster-data";
    std::string tenant;      // id or slug
    std::string authorities; // PEM file of whom to trust over https; empty: those of the system
};

struct ImportOptions {
    std::string file; // "-": standard input
    std::string key_field = "external_id";
    std::string group; // id, or name of a group that is made when missing
    std::string format = "csv";
    std::string mode = "upsert";
    bool declare = false;
    bool dry_run = false;
};

struct FillOptions {
    std::string group; // id or name
    std::string where; // a rule
    std::string members = "add";
    bool dry_run = false;
};

struct ExportOptions {
    std::string group; // id or name
    std::string where; // a rule
    std::string format = "csv";
    std::string output = "-";
    std::string columns; // separated by commas; empty: all
    bool spreadsheet = false;
};

} // namespace muster::app

// What each command that calls a server was asked to do: plain values, filled by cli.cpp.
#pragma once

#include <string>

namespace muster::cli {

// How a command finds its server and shows who calls.
struct ConnectionOptions {
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

} // namespace muster::cli

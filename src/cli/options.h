// The options of the commands that call a server. cli.cpp fills them.
#pragma once

#include <string>

namespace muster::cli {

// The server that a command calls, and the credential.
struct ConnectionOptions {
    std::string server = "http://127.0.0.1:8080";
    std::string key;      // empty: read from key_file, MUSTER_KEY or DATA/admin.key
    std::string key_file; // "-": standard input
    std::string data = "muster-data";
    std::string tenant;      // id or slug
    std::string authorities; // PEM file of trusted certificates; empty: those of the system
    bool json = false;       // print JSON
};

struct ImportOptions {
    std::string file; // "-": standard input
    std::string key_field = "external_id";
    std::string group; // id, or name: a group that does not exist is created
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

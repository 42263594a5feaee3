// The options of the commands that call a server. cli.cpp fills them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
    std::string file;      // "-": standard input
    std::string key_field; // empty: the server chooses among the columns
    std::string group;     // id, or name: a group that does not exist is created
    std::string members = "add";
    std::string format; // empty: recognised, as delimiter and encoding are
    std::string delimiter;
    std::string encoding;
    std::string mode = "upsert";
    std::vector<std::string> map; // "HEADING=member"
    std::string vendor_ids;       // API whose ids the column id has
    std::string map_file;         // a line for each
    std::vector<std::string> skip;
    std::string nulls; // words with commas between them
    std::string truths;
    std::string falsehoods;
    std::string date_order = "ymd";
    std::string country;
    std::string groups_column;
    bool create_groups = false;
    bool decimal_comma = false;
    bool keep_blank = false;
    bool only_new = false;
    bool overwrite_consent = false;
    bool keep_dates = false;
    bool declare = true;
    bool remove = false;
    bool dry_run = false;
};

struct FillOptions {
    std::string group; // id or name
    std::string where; // a rule
    std::string members = "add";
    bool dry_run = false;
};

struct RemovalOptions {
    std::string where; // a rule
    std::string group; // id or name
    bool dry_run = false;
};

struct UndoOptions {
    std::int64_t job = 0;
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

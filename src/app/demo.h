// The demonstration: a tenant with customers, three groups and a credential of every API.
#pragma once

#include <iosfwd>
#include <string>

#include "core/directory.h"
#include "http/server.h"

namespace muster::app {

struct DemoPlace {
    http::Service& service;
    core::Directory& directory;
    std::string administrator; // key
    std::string url;           // of the main port
    std::string data;          // directory
    std::string customers;     // CSV file; empty: 1,000 made from a fixed seed
};

// Makes the demonstration unless DATA/demo.json is there, and prints one command per API.
Result<void> show_demo(const DemoPlace& place, std::ostream& out);

} // namespace muster::app

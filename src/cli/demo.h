// The demonstration: a tenant with customers, three groups and a credential of every API.
#pragma once

#include <iosfwd>
#include <string>

#include "server/serve.h"

namespace muster::cli {

// Makes the demonstration unless DATA/demo.json is there, and prints one command per API.
// `customers` is a CSV file; when empty, 1,000 customers are made from a fixed seed.
Result<void> show_demo(const server::RunningServer& server, const std::string& customers,
                       std::ostream& out);

} // namespace muster::cli

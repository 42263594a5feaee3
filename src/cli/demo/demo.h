// The demonstration: a tenant with customers, three groups and a credential for each API.
#pragma once

#include <iosfwd>
#include <string>

#include "server/serve.h"

namespace muster::cli {

// Creates the demonstration unless DATA/demo.json exists, and prints one curl command per API.
// `customers` is a CSV file; when it is empty, 1,000 customers are generated from a fixed seed.
Result<void> show_demo(const server::RunningServer& server, const std::string& customers,
                       std::ostream& out);

} // namespace muster::cli

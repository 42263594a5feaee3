// What the process takes of the machine, in the text format of Prometheus and with the names that
// its client libraries use. Knows no requests.
#pragma once

#include <string>

namespace muster::server {

std::string process_metrics();

} // namespace muster::server

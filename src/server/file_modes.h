// Files that other users of the machine must not read or write.
#pragma once

#include <string>
#include <vector>

namespace muster::server {

// One sentence for each of these files that exists and that others can use more than is safe: they
// hold keys, secrets or personal data. It names the command that mends it.
std::vector<std::string> loose_modes(const std::vector<std::string>& paths);

} // namespace muster::server

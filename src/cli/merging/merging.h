// `muster merge` and `muster duplicates`.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace muster::cli {

struct MergeOptions {
    std::string survivor; // id, external id or e-mail
    std::string other;
    std::vector<std::string> take; // what the other one wins
    bool dry_run = false;
};

// Makes one customer of two; a dry run prints which values would be lost.
Result<void> merge_customers(const ConnectionOptions& server, const MergeOptions& options);
// Prints pairs of customers who may be one person; by: "email", "phone" or "name".
Result<void> list_duplicates(const ConnectionOptions& server, const std::string& by);

} // namespace muster::cli

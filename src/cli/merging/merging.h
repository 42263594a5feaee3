// `muster merge` and `muster duplicates`, with their options.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command_line/command_table.h"

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

// Declares both in the command line, and holds what their options read.
class MergingCommands {
public:
    explicit MergingCommands(CommandTable& line);
    MergingCommands(const MergingCommands&) = delete;

private:
    void declare_merge(CommandTable& line);
    void declare_duplicates(CommandTable& line);

    MergeOptions merge_;
    std::string by_ = "email";
};

} // namespace muster::cli

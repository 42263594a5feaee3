// `muster group`, and the options of its commands.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line/command_table.h"

namespace muster::cli {

struct NewGroup {
    std::string name;
    std::string rule;     // empty: a static group
    std::string capacity; // empty: no limit
    bool dry_run = false; // for a dynamic group: print its members, create nothing
};

// Empty members stay as they are.
struct SetGroupOptions {
    std::string name;
    std::string description;
    std::string external_id;
    std::string status;
    std::string rule;
    std::string capacity;
    std::vector<std::string> cleared; // members of the group
    bool dry_run = false;             // with a rule: print who would enter and leave
};

// Empty members come back as they were.
struct RestoreGroupOptions {
    std::string name;
    std::string external_id;
    std::string capacity;
    bool dry_run = false;
};

Result<void> list_groups(const ConnectionOptions& server);
Result<void> list_removed_groups(const ConnectionOptions& server);
Result<void> restore_group(const ConnectionOptions& server, const std::string& group,
                           const RestoreGroupOptions& options);
Result<void> show_group(const ConnectionOptions& server, const std::string& group);
Result<void> create_group(const ConnectionOptions& server, const NewGroup& wanted);
Result<void> set_group(const ConnectionOptions& server, const std::string& group,
                       const SetGroupOptions& change);
Result<void> rename_group(const ConnectionOptions& server, const std::string& group,
                          const std::string& name);
Result<void> remove_group(const ConnectionOptions& server, const std::string& group, bool dry_run);
Result<void> list_members(const ConnectionOptions& server, const std::string& group);

// Adds or removes customers: "add" or "remove". Returns how many were refused. When a customer is
// not found, nothing is changed.
Result<std::size_t> change_members(const ConnectionOptions& server, const std::string& group,
                                   const std::vector<std::string>& customers,
                                   std::string_view action);

// Declares the commands of `muster group`.
class GroupCommands {
public:
    explicit GroupCommands(CommandTable& line);

private:
    CLI::App* add(const std::string& name, const std::string& help);
    CLI::App* add_for_group(const std::string& name, const std::string& help);
    void declare_create();
    void declare_set();
    void declare_restore();
    void declare_members();
    void declare_fill();

    CommandTable& line_;
    CLI::App* parent_;
    std::string group_;
    std::string name_;
    NewGroup new_group_;
    SetGroupOptions change_;
    RestoreGroupOptions restore_;
    bool removed_ = false;
    FillOptions fill_;
    std::vector<std::string> customers_;
    bool dry_run_ = false;
};

} // namespace muster::cli

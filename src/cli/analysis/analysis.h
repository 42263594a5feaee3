// What an analyst asks: customers, fields, sizes and overlaps of rules, why a customer is in a
// group, and what changed.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line/command_table.h"

namespace muster::cli {

struct CustomerQuestion {
    std::vector<std::string> customers; // by id, external id or e-mail; empty: a list
    std::string group;
    std::string where;
    std::string search;
    std::string columns = "id,external_id,name,email,address.city,address.country";
    std::string sort;
    std::string limit = "100";
};

struct ChangeQuestion {
    std::string after = "0"; // a revision
    std::string entity;
    std::string id;
    std::string limit = "100";
};

Result<void> list_customers(const ConnectionOptions& server, const CustomerQuestion& question);
Result<void> list_fields(const ConnectionOptions& server, const std::string& entity);
Result<void> answer_query(const ConnectionOptions& server, const std::vector<std::string>& rules,
                          bool with_overlap);
Result<void> explain_member(const ConnectionOptions& server, const std::string& group,
                            const std::string& customer);
Result<void> list_changes(const ConnectionOptions& server, const ChangeQuestion& question);

// Declares the commands.
class AnalysisCommands {
public:
    explicit AnalysisCommands(CommandTable& line);

private:
    CLI::App* add(const std::string& name, const std::string& help);
    void declare_customers();
    void declare_changes();

    CommandTable& line_;
    CustomerQuestion customers_;
    ChangeQuestion changes_;
    std::string entity_;
    std::vector<std::string> rules_;
    bool with_overlap_ = false;
    std::string group_;
    std::string customer_;
};

} // namespace muster::cli

// What each command does. Output for people goes to standard output, one line per thing; errors
// come back and are printed once, by the command line.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace muster::cli {

// How many rows were refused; the exit code tells.
Result<std::size_t> import_file(const ConnectionOptions& server, const ImportOptions& options);
Result<void> export_customers(const ConnectionOptions& server, const ExportOptions& options);

Result<void> list_jobs(const ConnectionOptions& server);
// work: "import", "export" or "fill"; act: "cancel" or "resume"
Result<void> change_job(const ConnectionOptions& server, const std::string& work,
                        const std::string& id, const std::string& act);

Result<void> list_tenants(const ConnectionOptions& server);
Result<void> create_tenant(const ConnectionOptions& server, const std::string& slug,
                           const std::string& name);

struct NewKey {
    std::string dialect; // empty: our own API
    std::string kind = "key";
    std::string name;
    std::string login;
    std::string secret;
    std::string prefix;
    std::vector<std::string> scopes;
};
Result<void> list_keys(const ConnectionOptions& server);
Result<void> create_key(const ConnectionOptions& server, const NewKey& wanted);
Result<void> revoke_key(const ConnectionOptions& server, const std::string& id);

Result<void> list_groups(const ConnectionOptions& server);
struct NewGroup {
    std::string name;
    std::string rule;          // empty: members are put in by hand
    std::int64_t capacity = 0; // 0: none
    bool dry_run = false;      // of one with a rule: tells who would be in it
};
Result<void> create_group(const ConnectionOptions& server, const NewGroup& wanted);
Result<void> rename_group(const ConnectionOptions& server, const std::string& group,
                          const std::string& name);
Result<void> remove_group(const ConnectionOptions& server, const std::string& group);
Result<void> list_members(const ConnectionOptions& server, const std::string& group);
// customers: ids
Result<void> add_members(const ConnectionOptions& server, const std::string& group,
                         const std::vector<std::string>& customers);
Result<void> remove_members(const ConnectionOptions& server, const std::string& group,
                            const std::vector<std::string>& customers);
// Those for whom the rule is true join or leave, by a job of the server. How many were refused.
Result<std::size_t> fill_group(const ConnectionOptions& server, const FillOptions& options);

Result<void> back_up(const ConnectionOptions& server, const std::string& destination);
// Reads the file; gives the number of problems.
Result<std::size_t> check_store(const std::string& data, const std::string& store);

// Prints the OpenAPI document of one dialect; not_found names the dialects there are.
Result<void> print_openapi(const std::string& dialect);

} // namespace muster::cli

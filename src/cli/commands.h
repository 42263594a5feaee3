// The commands. Each prints its results to standard output and returns errors: cli.cpp prints an
// error once, to standard error.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace muster::cli {

// Returns the number of refused rows, which sets the exit code.
Result<std::size_t> import_file(const ConnectionOptions& server, const ImportOptions& options);
Result<void> export_customers(const ConnectionOptions& server, const ExportOptions& options);

Result<void> list_jobs(const ConnectionOptions& server);
// work: "import", "export" or "fill"; action: "cancel" or "resume"
Result<void> change_job(const ConnectionOptions& server, const std::string& work,
                        const std::string& id, const std::string& action);

Result<void> list_tenants(const ConnectionOptions& server);
Result<void> create_tenant(const ConnectionOptions& server, const std::string& slug,
                           const std::string& name);

struct NewKey {
    std::string dialect; // empty: the native API
    std::string kind = "key";
    std::string name;
    std::string login;
    std::string secret;
    std::string prefix;
    std::string secret_form; // empty: plain
    std::string expires_at;  // empty: never
    std::vector<std::string> scopes;
};
Result<void> list_keys(const ConnectionOptions& server);
Result<void> create_key(const ConnectionOptions& server, const NewKey& wanted);
// Prints the new secret. The old one works for so many hours longer.
Result<void> rotate_key(const ConnectionOptions& server, const std::string& id,
                        std::int64_t overlap_hours, const NewKey& wanted);
Result<void> revoke_key(const ConnectionOptions& server, const std::string& id);

Result<void> list_groups(const ConnectionOptions& server);
struct NewGroup {
    std::string name;
    std::string rule;          // empty: a static group
    std::int64_t capacity = 0; // 0: no limit
    bool dry_run = false;      // for a dynamic group: print its members, create nothing
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
// Starts a job of the server that adds or removes the customers who match a rule, and waits for it.
// Returns how many customers were refused.
Result<std::size_t> fill_group(const ConnectionOptions& server, const FillOptions& options);

// To a new file of this name in the backup folder of the server.
Result<void> back_up(const ConnectionOptions& server, const std::string& name);
// Puts the backup in the place of the store of a stopped server.
Result<void> restore(const std::string& data, const std::string& store, const std::string& backup);
// Copies a store into an empty one, also of another engine, and compares them.
Result<void> copy_store(const std::string& from, const std::string& to);
// Checks the database file itself, without a server. Returns the number of errors.
Result<std::size_t> check_store(const std::string& data, const std::string& store);

// Prints the table of settings.
void print_settings();

// Prints the OpenAPI document of one dialect; not_found names the dialects there are.
Result<void> print_openapi(const std::string& dialect);

} // namespace muster::cli

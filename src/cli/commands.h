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
// work: "import", "export", "fill", "removal" or "undo"; action: "cancel" or "resume"
Result<void> change_job(const ConnectionOptions& server, const std::string& work,
                        const std::string& id, const std::string& action);

Result<void> list_tenants(const ConnectionOptions& server);
struct NewTenant {
    std::string slug;
    std::string name;      // empty: the slug
    std::string time_zone; // empty: UTC
};
Result<void> create_tenant(const ConnectionOptions& server, const NewTenant& wanted);
Result<void> show_tenant(const ConnectionOptions& server, const std::string& tenant);
// Prints the table of the settings that tenants can have.
void print_tenant_settings(const ConnectionOptions& how);
// Each assignment is NAME=VALUE: a vendor number ("<api>.<name of the id>") or a setting. An empty
// value takes it away.
Result<void> change_tenant(const ConnectionOptions& server, const std::string& tenant,
                           const std::vector<std::string>& assignments);

struct NewKey {
    std::string dialect; // empty: the native API
    std::string kind = "key";
    std::string name;
    std::string login;
    std::string secret;
    std::string secret_file; // "-": standard input
    std::string secret_form; // empty: as the clients of the API send it
    std::string prefix;
    std::string expires_at; // empty: never
    std::vector<std::string> scopes;
};
Result<void> list_keys(const ConnectionOptions& server);
Result<void> create_key(const ConnectionOptions& server, const NewKey& wanted);
// Prints the new secret. The old one works for so many hours longer.
Result<void> rotate_key(const ConnectionOptions& server, const std::string& id,
                        std::int64_t overlap_hours, const NewKey& wanted);
Result<void> revoke_key(const ConnectionOptions& server, const std::string& id);

// Starts a job of the server that adds or removes the customers who match a rule, and waits for it.
// Returns how many customers were refused.
Result<std::size_t> fill_group(const ConnectionOptions& server, const FillOptions& options);

// Starts a job of the server that removes customers, and waits for it.
Result<void> remove_customers(const ConnectionOptions& server, const RemovalOptions& options);

// Starts a job of the server that takes back what another one has changed, and waits for it.
// Returns how many rows were left as they are.
Result<std::size_t> undo_job(const ConnectionOptions& server, const UndoOptions& options);

// To a new file of this name in the backup folder of the server.
Result<void> back_up(const ConnectionOptions& server, const std::string& name);
// Puts the backup in the place of the store of a stopped server.
Result<void> restore(const ConnectionOptions& how, const std::string& data,
                     const std::string& store, const std::string& backup);
// Copies a store into an empty one, also of another engine, and compares them.
Result<void> copy_store(const ConnectionOptions& how, const std::string& from,
                        const std::string& to);
// Checks the database file itself, without a server. Returns the number of errors.
Result<std::size_t> check_store(const ConnectionOptions& how, const std::string& data,
                                const std::string& store);

// Prints the table of settings.
void print_settings(const ConnectionOptions& how);

// Prints the version of this program.
void print_version(const ConnectionOptions& how);

// Prints the OpenAPI document of one dialect; not_found names the dialects there are.
Result<void> print_openapi(const std::string& dialect);

} // namespace muster::cli

// `muster webhook`: addresses outside that get the changes of a tenant.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line/command_table.h"

namespace muster::cli {

// What options say of a webhook; empty or none: as it is.
struct WebhookOptions {
    std::string url;
    std::vector<std::string> events;
    std::vector<std::string> groups; // by id, external id or name
};

Result<void> list_webhooks(const ConnectionOptions& server);
Result<void> show_webhook(const ConnectionOptions& server, const std::string& id);
// Prints the secret.
Result<void> create_webhook(const ConnectionOptions& server, const WebhookOptions& options);
Result<void> set_webhook(const ConnectionOptions& server, const std::string& id,
                         const WebhookOptions& options);
Result<void> pause_webhook(const ConnectionOptions& server, const std::string& id);
Result<void> resume_webhook(const ConnectionOptions& server, const std::string& id);
// Prints the new secret. The old one signs for so many hours longer.
Result<void> rotate_webhook(const ConnectionOptions& server, const std::string& id,
                            std::int64_t overlap_hours);
Result<void> remove_webhook(const ConnectionOptions& server, const std::string& id);

// Declares the commands.
class WebhookCommands {
public:
    explicit WebhookCommands(CommandTable& line);

private:
    CLI::App* add(const std::string& name, const std::string& help);
    CLI::App* add_for_webhook(const std::string& name, const std::string& help);
    void add_filter(CLI::App* command);

    CommandTable& line_;
    CLI::App* parent_;
    std::string id_;
    WebhookOptions options_;
    std::int64_t overlap_hours_ = 0;
};

} // namespace muster::cli

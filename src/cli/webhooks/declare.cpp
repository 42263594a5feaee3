// Declares `muster webhook` with its options. The commands are in webhooks.cpp.
#include "base/limits.h"
#include "cli/webhooks/webhooks.h"

namespace muster::cli {

WebhookCommands::WebhookCommands(CommandTable& line)
    : line_(line), parent_(line.add("webhook", "Send changes to addresses outside"))
{
    parent_->require_subcommand(1);
    line.on(add("list", "List all webhooks with their states"),
            [this] { return list_webhooks(line_.server()); });
    line.on(add_for_webhook("show", "Show a webhook: what failed, and when the next try is"),
            [this] { return show_webhook(line_.server(), id_); });
    auto* create = add("create", "Create a webhook and print its secret");
    create->add_option("URL", options_.url, "Where events are sent: http or https")->required();
    add_filter(create);
    line.on(create, [this] { return create_webhook(line_.server(), options_); });
    auto* set = add_for_webhook("set", "Change what options name");
    set->add_option("--url", options_.url, "Where events are sent: http or https");
    add_filter(set);
    line.on(set, [this] { return set_webhook(line_.server(), id_, options_); });
    line.on(add_for_webhook("pause", "Send nothing until it is resumed"),
            [this] { return pause_webhook(line_.server(), id_); });
    line.on(add_for_webhook("resume", "Send again, also what has failed"),
            [this] { return resume_webhook(line_.server(), id_); });
    auto* rotate = add_for_webhook("rotate", "Give a webhook a new secret and print it");
    rotate
        ->add_option("--overlap-hours", overlap_hours_,
                     "The old secret signs for so many hours longer")
        ->capture_default_str()
        ->check(whole_number_from(0, limits::secret_overlap.count()));
    line.on(rotate, [this] { return rotate_webhook(line_.server(), id_, overlap_hours_); });
    line.on(add_for_webhook("remove", "Remove a webhook"),
            [this] { return remove_webhook(line_.server(), id_); });
}

CLI::App* WebhookCommands::add(const std::string& name, const std::string& help)
{
    auto* command = line_.add(name, help, parent_);
    line_.add_server_options(command, NeedsTenant::yes);
    return command;
}

CLI::App* WebhookCommands::add_for_webhook(const std::string& name, const std::string& help)
{
    auto* command = add(name, help);
    command->add_option("ID", id_, "Id of the webhook")->required();
    return command;
}

void WebhookCommands::add_filter(CLI::App* command)
{
    command
        ->add_option("--event", options_.events,
                     "An event it gets, such as membership.entered, repeatable; none: all")
        ->allow_extra_args(false);
    command
        ->add_option(
            "--group", options_.groups,
            "Only events of this group (id, external id or name), repeatable; none: of all "
            "groups")
        ->allow_extra_args(false);
}

} // namespace muster::cli

// See cli.h. Declares commands and options with CLI11.
#include "cli/cli.h"

#include <functional>
#include <iostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/demo.h"
#include "server/serve.h"
#include "server/settings/read_settings.h"
#include "store/open.h"

namespace muster::cli {

namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_refused_rows = 3;

int report(const Result<void>& result)
{
    if (result) return exit_done;
    const auto& error = result.error();
    std::cerr << "muster: " << error.message;
    if (!error.detail.empty()) std::cerr << " (" << error.detail << ')';
    std::cerr << '\n';
    return exit_failed;
}

int report_count(const Result<std::size_t>& result, int some)
{
    if (!result) return report(fail(result.error()));
    return *result == 0 ? exit_done : some;
}

// The commands, and the variables that their options fill during the parse.
class Commands {
public:
    Commands() : app_("Muster: one directory of customers and groups behind six APIs.", "muster")
    {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", MUSTER_VERSION);
        add_serve();
        add_settings();
        add_import();
        add_export();
        add_jobs();
        add_tenant();
        add_key();
        add_group();
        add_check();
        add_backup();
        add_restore();
        add_copy();
        add_openapi();
    }

    int run(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? exit_done : exit_usage;
        }
        return act_();
    }

private:
    // Sets the function that run() calls if the command line has this command.
    void on(CLI::App* command, std::function<int()> act)
    {
        command->callback([this, act = std::move(act)] { act_ = act; });
    }

    int run_server()
    {
        given_.environment = server::read_environment();
        const auto options = server::read_settings(given_);
        if (!options) return report(fail(options.error()));
        return report(server::serve(*options, [&](const server::RunningServer& server) {
            return options->demo ? show_demo(server, options->demo_data, std::cout)
                                 : Result<void>{};
        }));
    }

    void add_server_options(CLI::App* command, bool needs_tenant)
    {
        command->add_option("--server", server_.server, "Address of the server")
            ->capture_default_str();
        command->add_option("--ca", server_.authorities,
                            "PEM file of trusted certificates for https (default: those of the "
                            "system)");
        command->add_option("--key", server_.key,
                            "API key (default: the content of DATA/admin.key)");
        command->add_option("--data", server_.data, "Data directory of the server")
            ->capture_default_str();
        if (needs_tenant) {
            command->add_option("--tenant", server_.tenant, "Id or slug of the tenant")->required();
        }
    }

    // The options are rows of the table of settings, which checks their texts.
    void add_serve()
    {
        auto* command = app_.add_subcommand("serve", "Run the server until SIGTERM or Ctrl-C");
        for (const auto& setting : server::settings()) {
            const std::string help =
                std::string(setting.help) + " (default: " + std::string(setting.initial) + ")";
            auto* option = command->add_option(std::string(setting.option),
                                               given_.options[setting.name], help);
            option->allow_extra_args(false)->take_all();
            if (setting.form == server::SettingForm::flag)
                option->expected(0, 1)->default_str("true")->type_name("");
        }
        on(command, [this] { return run_server(); });
    }

    void add_settings()
    {
        auto* command = app_.add_subcommand(
            "settings", "List the settings of `serve`: file, option, variable, default");
        on(command, [] { return print_settings(), exit_done; });
    }

    void add_import()
    {
        auto* command =
            app_.add_subcommand("import", "Create or update customers from a CSV or NDJSON file");
        command
            ->add_option("FILE", import_.file,
                         "CSV file with a header row, or NDJSON; - for standard input")
            ->required();
        command->add_option("--format", import_.format, "csv or ndjson")
            ->capture_default_str()
            ->check(CLI::IsMember({"csv", "ndjson"}));
        command->add_option("--mode", import_.mode, "upsert, create or update")
            ->capture_default_str()
            ->check(CLI::IsMember({"upsert", "create", "update"}));
        command
            ->add_option(
                "--key-field", import_.key_field,
                "Column that identifies the customer of a row: external_id, email, id or a "
                "unique custom field")
            ->capture_default_str();
        command->add_option("--group", import_.group,
                            "Add every customer of the file to this group (id or name)");
        command->add_flag("--declare", import_.declare,
                          "Declare unknown columns as custom fields, with inferred types");
        command->add_flag("--dry-run", import_.dry_run,
                          "Print what would happen, but store nothing");
        add_server_options(command, true);
        on(command,
           [this] { return report_count(import_file(server_, import_), exit_refused_rows); });
    }

    void add_export()
    {
        auto* command = app_.add_subcommand("export", "Write customers as CSV or NDJSON");
        command->add_option("--group", export_.group, "Only members of this group (id or name)");
        command->add_option("--where", export_.where,
                            "Only customers for whom this rule is true: \"city = 'Leeds'\"");
        command->add_option("--format", export_.format, "csv or ndjson")
            ->capture_default_str()
            ->check(CLI::IsMember({"csv", "ndjson"}));
        command->add_option("--output", export_.output, "File; - for standard output")
            ->capture_default_str();
        command->add_option("--columns", export_.columns,
                            "Columns of the CSV file, in this order: a,b");
        command->add_flag("--spreadsheet", export_.spreadsheet,
                          "Put ' before cells that a spreadsheet program would run as formulas");
        add_server_options(command, true);
        on(command, [this] { return report(export_customers(server_, export_)); });
    }

    void add_jobs()
    {
        auto* command =
            app_.add_subcommand("jobs", "List, cancel and resume imports, exports and fills");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List the jobs of a tenant");
        add_server_options(list, true);
        on(list, [this] { return report(list_jobs(server_)); });
        for (const std::string action : {"cancel", "resume"}) {
            auto* change = command->add_subcommand(
                action, action == "cancel" ? "Stop a job; the rows that it has written stay"
                                           : "Continue a failed job where it stopped");
            change->add_option("WORK", name_, "import, export or fill")
                ->required()
                ->check(CLI::IsMember({"import", "export", "fill"}));
            change->add_option("ID", text_, "Id of the job")->required();
            add_server_options(change, true);
            on(change,
               [this, action] { return report(change_job(server_, name_, text_, action)); });
        }
    }

    void add_tenant()
    {
        auto* command = app_.add_subcommand("tenant", "List and create tenants");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List all tenants");
        add_server_options(list, false);
        on(list, [this] { return report(list_tenants(server_)); });
        auto* create = command->add_subcommand("create", "Create a tenant");
        create->add_option("SLUG", text_, "Short name: lower-case letters, digits, dashes")
            ->required();
        create->add_option("--name", name_, "Name for people");
        add_server_options(create, false);
        on(create, [this] { return report(create_tenant(server_, text_, name_)); });
    }

    void add_key()
    {
        auto* command = app_.add_subcommand("key", "List, create and revoke credentials");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List the credentials of a tenant");
        add_server_options(list, true);
        on(list, [this] { return report(list_keys(server_)); });
        auto* create = command->add_subcommand(
            "create", "Create a credential and print its secret, only this once");
        create->add_option("--dialect", new_key_.dialect,
                           "API of the credential (default: native)");
        create->add_option("--kind", new_key_.kind, "key, login or client")->capture_default_str();
        create->add_option("--name", new_key_.name, "Name for people and the log");
        create->add_option("--login", new_key_.login, "User name, e-mail or client key");
        create->add_option("--secret", new_key_.secret, "Password or key (default: a random one)");
        create->add_option("--prefix", new_key_.prefix, "First characters of a random key");
        create->add_option("--secret-form", new_key_.secret_form,
                           "md5 for APIs whose clients send the MD5 of the password");
        create->add_option("--expires-at", new_key_.expires_at,
                           "When it stops working: 2027-01-31, or with a time (default: never)");
        create->add_option("--scope", new_key_.scopes, "Scope, repeatable");
        add_server_options(create, true);
        on(create, [this] { return report(create_key(server_, new_key_)); });
        auto* rotate = command->add_subcommand(
            "rotate", "Give a credential a new secret and print it, only this once");
        rotate->add_option("ID", text_, "Id of the credential")->required();
        rotate->add_option("--overlap-hours", overlap_hours_, "How long the old secret works too")
            ->capture_default_str();
        rotate->add_option("--secret", new_key_.secret, "Password or key (default: a random one)");
        rotate->add_option("--secret-form", new_key_.secret_form,
                           "md5 for APIs whose clients send the MD5 of the password");
        rotate->add_option("--prefix", new_key_.prefix, "First characters of a random key");
        add_server_options(rotate, false);
        rotate->add_option("--tenant", server_.tenant, "Id or slug of the tenant");
        on(rotate, [this] { return report(rotate_key(server_, text_, overlap_hours_, new_key_)); });
        auto* revoke = command->add_subcommand("revoke", "Revoke a credential");
        revoke->add_option("ID", text_, "Id of the credential")->required();
        add_server_options(revoke, true);
        on(revoke, [this] { return report(revoke_key(server_, text_)); });
    }

    void add_group()
    {
        auto* command =
            app_.add_subcommand("group", "List, create, rename, remove and fill groups");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List all groups with their sizes");
        add_server_options(list, true);
        on(list, [this] { return report(list_groups(server_)); });
        auto* create = command->add_subcommand("create", "Create a group");
        create->add_option("NAME", new_group_.name, "Name of the group")->required();
        auto* rule = create->add_option(
            "--rule", new_group_.rule,
            "Makes the group dynamic. Its members are the customers who match this rule: "
            "\"city = 'Leeds'\"");
        create
            ->add_flag("--dry-run", new_group_.dry_run,
                       "Print the members it would have, but create nothing")
            ->needs(rule);
        create->add_option("--capacity", new_group_.capacity, "Largest number of members");
        add_server_options(create, true);
        on(create, [this] { return report(create_group(server_, new_group_)); });
        auto* rename = add_group_command(command, "rename", "Rename a group");
        rename->add_option("NAME", name_, "New name")->required();
        on(rename, [this] { return report(rename_group(server_, text_, name_)); });
        auto* remove = add_group_command(command, "remove", "Remove a group; its customers stay");
        on(remove, [this] { return report(remove_group(server_, text_)); });
        auto* members = add_group_command(command, "members", "List the members of a group");
        on(members, [this] { return report(list_members(server_, text_)); });
        auto* add = add_group_command(command, "add", "Add customers to a group");
        add->add_option("CUSTOMER", ids_, "Customer ids")->required();
        on(add, [this] { return report(add_members(server_, text_, ids_)); });
        auto* drop = add_group_command(command, "drop", "Remove customers from a group");
        drop->add_option("CUSTOMER", ids_, "Customer ids")->required();
        on(drop, [this] { return report(remove_members(server_, text_, ids_)); });
        add_fill(command);
    }

    void add_fill(CLI::App* parent)
    {
        auto* command = parent->add_subcommand("fill", "Add the customers who match a rule");
        command->add_option("GROUP", fill_.group, "Id or name of the group")->required();
        command->add_option("--where", fill_.where, "The rule: \"city = 'Leeds'\"")->required();
        command
            ->add_option(
                "--members", fill_.members,
                "add: add them; remove: remove them; replace: add them and remove all others")
            ->capture_default_str()
            ->check(CLI::IsMember({"add", "remove", "replace"}));
        command->add_flag("--dry-run", fill_.dry_run,
                          "Print what would happen, but change nothing");
        add_server_options(command, true);
        on(command, [this] { return report_count(fill_group(server_, fill_), exit_refused_rows); });
    }

    CLI::App* add_group_command(CLI::App* parent, const std::string& name, const std::string& text)
    {
        auto* command = parent->add_subcommand(name, text);
        command->add_option("GROUP", text_, "Id or name of the group")->required();
        add_server_options(command, true);
        return command;
    }

    void add_check()
    {
        auto* command =
            app_.add_subcommand("check", "Check the database file and every invariant of its data");
        command->add_option("--data", data_, "Data directory")->capture_default_str();
        command->add_option("--store", store_,
                            "Store (default: " + std::string(store::default_url_form) + ")");
        on(command, [this] { return report_count(check_store(data_, store_), exit_failed); });
    }

    void add_backup()
    {
        auto* command = app_.add_subcommand(
            "backup", "Make the server copy its database to a new file in its backup folder");
        command->add_option("NAME", text_, "Name of the file")->required();
        add_server_options(command, false);
        on(command, [this] { return report(back_up(server_, text_)); });
    }

    void add_restore()
    {
        auto* command = app_.add_subcommand(
            "restore", "Put a backup in the place of the store of a stopped server");
        command->add_option("FILE", text_, "Backup, as `muster backup` writes it")->required();
        command->add_option("--data", server_.data, "Data directory")->capture_default_str();
        command->add_option("--store", store_, "Store, when it is not in the data directory");
        on(command, [this] { return report(restore(server_.data, store_, text_)); });
    }

    void add_copy()
    {
        auto* command = app_.add_subcommand(
            "copy", "Copy a store, which may be in use, into an empty one, and compare them");
        const std::string forms = "sqlite:PATH or postgres://USER@HOST/DATABASE";
        command->add_option("--from", text_, "Store to read: " + forms)->required();
        command->add_option("--to", name_, "Store to write: " + forms)->required();
        on(command, [this] { return report(copy_store(text_, name_)); });
    }

    void add_openapi()
    {
        auto* command = app_.add_subcommand("openapi", "Print the OpenAPI document of an API");
        command->add_option("DIALECT", name_, "native, or another name of docs/dialects")
            ->required();
        on(command, [this] { return report(print_openapi(name_)); });
    }

    CLI::App app_;
    std::function<int()> act_;
    server::GivenSettings given_;
    std::string data_ = "muster-data";
    std::string store_;
    ConnectionOptions server_;
    ImportOptions import_;
    ExportOptions export_;
    FillOptions fill_;
    NewKey new_key_;
    std::int64_t overlap_hours_ = 24;
    std::string text_;
    std::string name_;
    NewGroup new_group_;
    std::vector<std::string> ids_;
};

} // namespace

int run(int argc, char** argv) { return Commands().run(argc, argv); }

} // namespace muster::cli

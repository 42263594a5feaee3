// See cli.h. Declares commands and options with CLI11.
#include "cli/cli.h"

#include <functional>
#include <iostream>
#include <optional>

#include "base/limits.h"
#include "cli/analysis/analysis.h"
#include "cli/command_line/command_table.h"
#include "cli/command_line/completion.h"
#include "cli/command_line/manual.h"
#include "cli/commands.h"
#include "cli/demo/demo.h"
#include "cli/groups/groups.h"
#include "cli/merging/merging.h"
#include "cli/webhooks/webhooks.h"
#include "dialects/all.h"
#include "server/serve.h"
#include "server/settings/read_settings.h"
#include "store/open.h"

namespace muster::cli {

namespace {

std::vector<std::string> dialect_names()
{
    std::vector<std::string> names;
    for (const auto* dialect : dialects::all()) names.emplace_back(dialect->name);
    return names;
}

// Those whose clients know customers by ids of their own.
std::vector<std::string> numbering_dialects()
{
    std::vector<std::string> names;
    for (const auto* dialect : dialects::all()) {
        if (dialect->numbers_customers_and_groups) names.emplace_back(dialect->name);
    }
    return names;
}

std::string numbers_of_tenants()
{
    std::string names;
    for (const auto* dialect : dialects::all()) {
        const auto name = dialects::tenant_number_name(*dialect);
        if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
    }
    return names;
}

// The commands, and the variables that their options fill during the parse.
class Commands {
public:
    Commands()
    {
        add_serve();
        add_settings();
        add_import();
        add_export();
        add_remove();
        add_undo();
        merging_.emplace(line_);
        add_jobs();
        add_tenant();
        add_key();
        groups_.emplace(line_);
        analysis_.emplace(line_);
        webhooks_.emplace(line_);
        add_check();
        add_backup();
        add_restore();
        add_copy();
        add_openapi();
        add_completion();
    }

    int run(int argc, char** argv) { return line_.run(argc, argv); }

private:
    void on(CLI::App* command, std::function<int()> act) { line_.on(command, std::move(act)); }

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

    void add_server_options(CLI::App* command, NeedsTenant tenant)
    {
        line_.add_server_options(command, tenant);
    }

    // The options are rows of the table of settings, which checks their texts.
    void add_serve()
    {
        auto* command = line_.add("serve", "Run the server until SIGTERM or Ctrl-C");
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
        auto* command =
            line_.add("settings", "List the settings of `serve`: file, option, variable, default");
        line_.add_json_option(command);
        on(command, [this] { return print_settings(line_.server()), exit_done; });
    }

    void add_import()
    {
        auto* command = line_.add(
            "import", "Create or update customers from a table (CSV), NDJSON or a JSON array");
        command
            ->add_option("FILE", import_.file,
                         "File with a header row, as spreadsheets, shops and newsletter tools "
                         "export it; - for standard input")
            ->required();
        command->add_option("--mode", import_.mode, "upsert, create or update")
            ->capture_default_str()
            ->check(one_of({"upsert", "create", "update"}));
        command->add_option(
            "--key-field", import_.key_field,
            "What identifies the customer of a row: external_id, email, phone, id, a unique field "
            "or vendor_numbers.API; several with commas are tried in order (default: the first of "
            "external_id, email and phone with values in the file)");
        command->add_flag("--declare,!--no-declare", import_.declare,
                          "Declare unknown columns as custom fields, with inferred types "
                          "(default); --no-declare refuses a file that has some");
        command->add_flag("--dry-run", import_.dry_run,
                          "Print what would happen, column by column, but store nothing");
        command->add_flag("--remove", import_.remove,
                          "Erase the customers of the file; nothing but the key is read");
        add_import_form(command);
        add_import_values(command);
        add_import_groups(command);
        add_server_options(command, NeedsTenant::yes);
        on(command, [this] {
            return report_count(import_file(line_.server(), import_), exit_refused_rows);
        });
    }

    void add_import_form(CLI::App* command)
    {
        command->add_option("--format", import_.format, "csv or ndjson (default: recognised)")
            ->check(one_of({"csv", "ndjson"}));
        command->add_option("--delimiter", import_.delimiter,
                            "Between the cells: , ; | or tab (default: recognised)");
        command->add_option("--encoding", import_.encoding,
                            "Of the file, such as iso-8859-15 (default: recognised among utf-8, "
                            "utf-16 and windows-1252)");
        command
            ->add_option("--map", import_.map,
                         "HEADING=member, repeatable: what a column means; #3 is the third")
            ->allow_extra_args(false);
        command
            ->add_option("--vendor-ids", import_.vendor_ids,
                         "The column id has the ids by which the clients of this API know the "
                         "customers: --map 'id=vendor_numbers.API'")
            ->check(one_of(numbering_dialects()));
        command->add_option("--map-file", import_.map_file, "File with one HEADING=member a line");
        command->add_option("--skip", import_.skip, "Heading of a column to drop, repeatable")
            ->allow_extra_args(false);
    }

    void add_import_values(CLI::App* command)
    {
        command->add_option("--null", import_.nulls, "Words for no value: 'NULL,N/A'");
        command->add_option("--true", import_.truths, "More words for true");
        command->add_option("--false", import_.falsehoods, "More words for false");
        command->add_option("--date-order", import_.date_order, "ymd, dmy or mdy")
            ->capture_default_str()
            ->check(one_of({"ymd", "dmy", "mdy"}));
        command->add_flag("--decimal-comma", import_.decimal_comma,
                          "Numbers are written as 1.234,50");
        command->add_option("--country", import_.country,
                            "Of phone numbers without a country code, such as DE: they are stored "
                            "with it");
        command->add_flag("--keep-blank", import_.keep_blank,
                          "Blank cells leave values as they are, instead of clearing them");
        command->add_flag("--only-new", import_.only_new,
                          "Leave customers who are there as they are");
        command->add_flag("--overwrite-consent", import_.overwrite_consent,
                          "Let the file give consents again that were withdrawn");
        command->add_flag("--keep-dates", import_.keep_dates,
                          "Give new customers the created_at of the file");
    }

    void add_import_groups(CLI::App* command)
    {
        command->add_option("--group", import_.group,
                            "Add every customer of the file to this group (id or name)");
        command
            ->add_option("--members", import_.members,
                         "add: they join the group; remove: they leave it, and nothing else "
                         "changes; replace: they become its only members")
            ->capture_default_str()
            ->check(one_of({"add", "remove", "replace"}));
        command->add_option("--groups-column", import_.groups_column,
                            "Heading of a column of group names, which the customer joins");
        command->add_flag("--create-groups", import_.create_groups,
                          "Create the groups that the column names");
    }

    void add_export()
    {
        auto* command = line_.add("export", "Write customers as CSV or NDJSON");
        command->add_option("--group", export_.group, "Only members of this group (id or name)");
        command->add_option("--where", export_.where,
                            "Only customers for whom this rule is true: \"city = 'Leeds'\"");
        command->add_option("--format", export_.format, "csv or ndjson")
            ->capture_default_str()
            ->check(one_of({"csv", "ndjson"}));
        command->add_option("--output", export_.output, "File; - for standard output")
            ->capture_default_str();
        command->add_option("--columns", export_.columns,
                            "Columns of the CSV file, in this order: a,b; groups names the "
                            "customer's groups, vendor_numbers.API is the number in that API");
        command->add_flag("--spreadsheet", export_.spreadsheet,
                          "For Excel: a byte order mark, and ' before cells that it would run as "
                          "formulas");
        add_server_options(command, NeedsTenant::yes);
        on(command, [this] { return report(export_customers(line_.server(), export_)); });
    }

    void add_remove()
    {
        auto* command =
            line_.add("remove", "Erase the customers who match a rule or are in a group");
        command->add_option("--where", removal_.where, "The rule: \"city = 'Leeds'\"");
        command->add_option("--group", removal_.group,
                            "Only members of this group (id or name), which stays");
        command->add_flag("--dry-run", removal_.dry_run, "Print how many, but remove nobody");
        add_server_options(command, NeedsTenant::yes);
        on(command, [this] { return report(remove_customers(line_.server(), removal_)); });
    }

    void add_undo()
    {
        auto* command = line_.add("undo", "Take back what an import or a fill has changed");
        command->add_option("JOB", undo_.job, "Id of the job: muster jobs list")
            ->required()
            ->check(whole_number_from(1));
        command->add_flag("--dry-run", undo_.dry_run,
                          "Print what would change, but change nothing");
        add_server_options(command, NeedsTenant::yes);
        on(command,
           [this] { return report_count(undo_job(line_.server(), undo_), exit_refused_rows); });
    }

    void add_jobs()
    {
        auto* command = line_.add(
            "jobs", "List, cancel and resume imports, exports, fills, removals and undos");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List the jobs of a tenant");
        add_server_options(list, NeedsTenant::yes);
        on(list, [this] { return report(list_jobs(line_.server())); });
        for (const std::string action : {"cancel", "resume"}) {
            auto* change = command->add_subcommand(
                action, action == "cancel" ? "Stop a job; the rows that it has written stay"
                                           : "Continue a failed job where it stopped");
            std::vector<std::string> kinds{"import", "fill", "removal",
                                           "undo"}; // an export begins again
            if (action == "cancel") kinds.emplace_back("export");
            change->add_option("WORK", name_, "Kind of the job")->required()->check(one_of(kinds));
            change->add_option("ID", text_, "Id of the job")
                ->required()
                ->check(whole_number_from(1));
            add_server_options(change, NeedsTenant::yes);
            on(change,
               [this, action] { return report(change_job(line_.server(), name_, text_, action)); });
        }
    }

    void add_tenant()
    {
        auto* command = line_.add("tenant", "List, show, create and change tenants");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List all tenants");
        add_server_options(list, NeedsTenant::no);
        on(list, [this] { return report(list_tenants(line_.server())); });
        auto* create = command->add_subcommand("create", "Create a tenant");
        create->add_option("SLUG", tenant_.slug, "Short name: lower-case letters, digits, dashes")
            ->required();
        create->add_option("--name", tenant_.name, "Name for people");
        create->add_option("--time-zone", tenant_.time_zone,
                           "In which rules read dates, such as Europe/Berlin; UTC without it");
        add_server_options(create, NeedsTenant::no);
        on(create, [this] { return report(create_tenant(line_.server(), tenant_)); });
        auto* show =
            command->add_subcommand("show", "Show a tenant with its vendor numbers and settings");
        show->add_option("TENANT", text_, "Id or slug")->required();
        add_server_options(show, NeedsTenant::no);
        on(show, [this] { return report(show_tenant(line_.server(), text_)); });
        auto* set = command->add_subcommand(
            "set", "Set vendor numbers, by which the clients of another API know the tenant, and "
                   "settings");
        set->add_option("TENANT", text_, "Id or slug")->required();
        set->add_option(
               "ASSIGNMENT", assignments_,
               "NAME=VALUE, repeatable; without a value: taken away. Settings such as "
               "time_zone=Europe/Berlin, in which rules read dates; `muster tenant settings` "
               "lists them. Vendor numbers: " +
                   numbers_of_tenants())
            ->required();
        add_server_options(set, NeedsTenant::no);
        on(set, [this] { return report(change_tenant(line_.server(), text_, assignments_)); });
        auto* settings =
            command->add_subcommand("settings", "List the settings that tenants can have");
        line_.add_json_option(settings);
        on(settings, [this] { return print_tenant_settings(line_.server()), exit_done; });
    }

    void add_key()
    {
        auto* command = line_.add("key", "List, create and revoke credentials");
        command->require_subcommand(1);
        auto* list = command->add_subcommand("list", "List the credentials of a tenant");
        add_server_options(list, NeedsTenant::yes);
        on(list, [this] { return report(list_keys(line_.server())); });
        auto* create = command->add_subcommand(
            "create", "Create a credential and print its secret, only this once");
        create->add_option("--dialect", new_key_.dialect, "API of the credential (default: native)")
            ->check(one_of(dialect_names()));
        create->add_option("--kind", new_key_.kind, "What the caller presents")
            ->capture_default_str()
            ->check(one_of({"key", "login", "client"}));
        create->add_option("--name", new_key_.name, "Name for people and the log");
        create->add_option("--login", new_key_.login, "User name, e-mail or client key");
        add_secret_options(create);
        create->add_option("--expires-at", new_key_.expires_at,
                           "When it stops working: 2027-01-31, or with a time (default: never)");
        create
            ->add_option("--scope", new_key_.scopes,
                         "What the credential may do, repeatable: read, write, manage, admin, or a "
                         "scope of the API")
            ->allow_extra_args(false);
        add_server_options(create, NeedsTenant::maybe); // administrators' keys have none
        on(create, [this] { return report(create_key(line_.server(), new_key_)); });
        add_rotate(command);
        auto* revoke = command->add_subcommand("revoke", "Revoke a credential");
        revoke->add_option("ID", text_, "Id of the credential")
            ->required()
            ->check(whole_number_from(1));
        add_server_options(revoke, NeedsTenant::yes);
        on(revoke, [this] { return report(revoke_key(line_.server(), text_)); });
    }

    void add_secret_options(CLI::App* command)
    {
        auto* secret = command->add_option(
            "--secret", new_key_.secret,
            "Password or key (default: the environment variable MUSTER_SECRET, else a random one). "
            "Other users of this machine can see arguments");
        command
            ->add_option("--secret-file", new_key_.secret_file,
                         "File with the password or key; - for standard input")
            ->excludes(secret);
        command
            ->add_option("--secret-form", new_key_.secret_form,
                         "How clients send the password (default: as those of the API do)")
            ->check(one_of({"plain", "md5"}));
        command->add_option("--prefix", new_key_.prefix, "First characters of a random key");
    }

    void add_rotate(CLI::App* parent)
    {
        auto* command = parent->add_subcommand(
            "rotate", "Give a credential a new secret and print it, only this once");
        command->add_option("ID", text_, "Id of the credential")
            ->required()
            ->check(whole_number_from(1));
        command->add_option("--overlap-hours", overlap_hours_, "How long the old secret works too")
            ->capture_default_str()
            ->check(whole_number_from(0, limits::secret_overlap.count()));
        add_secret_options(command);
        add_server_options(command, NeedsTenant::maybe); // administrators' keys have none
        on(command,
           [this] { return report(rotate_key(line_.server(), text_, overlap_hours_, new_key_)); });
    }

    // Of commands that work on the files of a stopped server, without a server.
    void add_store_options(CLI::App* command)
    {
        line_.also_from("MUSTER_DATA", command->add_option("--data", data_, "Data directory"))
            ->capture_default_str();
        line_.also_from(
            "MUSTER_STORE",
            command->add_option("--store", store_,
                                "Store (default: " + std::string(store::default_url_form) + ")"));
        line_.add_json_option(command);
    }

    void add_check()
    {
        auto* command =
            line_.add("check", "Check the database file and every invariant of its data");
        add_store_options(command);
        on(command, [this] {
            return report_count(check_store(line_.server(), data_, store_), exit_failed);
        });
    }

    void add_backup()
    {
        auto* command = line_.add(
            "backup", "Make the server copy its database to a new file in its backup folder");
        command->add_option("NAME", text_, "Name of the file")->required();
        add_server_options(command, NeedsTenant::no);
        on(command, [this] { return report(back_up(line_.server(), text_)); });
    }

    void add_restore()
    {
        auto* command =
            line_.add("restore", "Put a backup in the place of the store of a stopped server");
        command->add_option("FILE", text_, "Backup, as `muster backup` writes it")->required();
        add_store_options(command);
        on(command, [this] { return report(restore(line_.server(), data_, store_, text_)); });
    }

    void add_copy()
    {
        auto* command = line_.add(
            "copy", "Copy a store, which may be in use, into an empty one, and compare them");
        const std::string forms = "sqlite:PATH or postgres://USER@HOST/DATABASE";
        command->add_option("--from", text_, "Store to read: " + forms)->required();
        command->add_option("--to", name_, "Store to write: " + forms)->required();
        line_.add_json_option(command);
        on(command, [this] { return report(copy_store(line_.server(), text_, name_)); });
    }

    void add_openapi()
    {
        auto* command = line_.add("openapi", "Print the OpenAPI document of an API");
        command->add_option("DIALECT", name_, "API")->required()->check(one_of(dialect_names()));
        on(command, [this] { return report(print_openapi(name_)); });
    }

    void add_completion()
    {
        auto* command =
            line_.add("completion", "Print a script that completes commands in a shell");
        command->add_option("SHELL", name_, "Shell")->required()->check(one_of(completed_shells));
        on(command, [this] {
            std::cout << completion_script(line_.app(), name_);
            return exit_done;
        });
        auto* version = line_.add("version", "Print the version, the commit and the compiler");
        line_.add_json_option(version);
        on(version, [this] { return print_version(line_.server()), exit_done; });
        on(line_.add("man", "Print the manual page: muster man | man -l -"), [this] {
            std::cout << manual_page(line_.app());
            return exit_done;
        });
    }

    CommandTable line_;
    std::optional<MergingCommands> merging_;
    std::optional<GroupCommands> groups_;
    std::optional<AnalysisCommands> analysis_;
    std::optional<WebhookCommands> webhooks_;
    server::GivenSettings given_;
    std::string data_ = "muster-data";
    std::string store_;
    ImportOptions import_;
    ExportOptions export_;
    RemovalOptions removal_;
    NewTenant tenant_;
    UndoOptions undo_;
    NewKey new_key_;
    std::int64_t overlap_hours_ = 24;
    std::string text_;
    std::string name_;
    std::vector<std::string> assignments_;
};

} // namespace

int run(int argc, char** argv) { return Commands().run(argc, argv); }

} // namespace muster::cli

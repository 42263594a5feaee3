// Declares `muster group` with its options. The commands are in groups.cpp, members.cpp,
// restoring.cpp and cli/fill.cpp.
#include "cli/commands.h"
#include "cli/groups/groups.h"

namespace muster::cli {

namespace {

constexpr auto about_customers =
    "Customers by id, external id or e-mail (id:12, external_id:12 and email:ann@example.org say "
    "which); - reads them from standard input, one in each line";

} // namespace

GroupCommands::GroupCommands(CommandTable& line)
    : line_(line), parent_(line.add("group", "List, create, change, remove and fill groups"))
{
    parent_->require_subcommand(1);
    auto* list = add("list", "List all groups with their sizes");
    list->add_flag("--removed", removed_, "List the removed groups, which can be restored");
    line.on(list, [this] {
        return removed_ ? list_removed_groups(line_.server()) : list_groups(line_.server());
    });
    line.on(add_for_group("show", "Show a group"),
            [this] { return show_group(line_.server(), group_); });
    declare_create();
    declare_set();
    auto* rename = add_for_group("rename", "Rename a group");
    rename->add_option("NAME", name_, "New name")->required();
    line.on(rename, [this] { return rename_group(line_.server(), group_, name_); });
    auto* remove = add_for_group("remove", "Remove a group; its customers stay");
    remove->add_flag("--dry-run", dry_run_, "Print what would happen, but remove nothing");
    line.on(remove, [this] { return remove_group(line_.server(), group_, dry_run_); });
    declare_restore();
    declare_members();
    declare_fill();
}

CLI::App* GroupCommands::add(const std::string& name, const std::string& help)
{
    auto* command = line_.add(name, help, parent_);
    line_.add_server_options(command, NeedsTenant::yes);
    return command;
}

CLI::App* GroupCommands::add_for_group(const std::string& name, const std::string& help)
{
    auto* command = add(name, help);
    command->add_option("GROUP", group_, "Id, external id or name of the group")->required();
    return command;
}

void GroupCommands::declare_create()
{
    auto* create = add("create", "Create a group");
    create->add_option("NAME", new_group_.name, "Name of the group")->required();
    auto* rule = create->add_option(
        "--rule", new_group_.rule,
        "Makes the group dynamic. Its members are the customers who match this rule: "
        "\"city = 'Leeds'\"");
    create
        ->add_flag("--dry-run", new_group_.dry_run,
                   "Print the members it would have, but create nothing")
        ->needs(rule);
    create->add_option("--capacity", new_group_.capacity, "Largest number of members")
        ->check(whole_number_from(1));
    line_.on(create, [this] { return create_group(line_.server(), new_group_); });
}

void GroupCommands::declare_set()
{
    auto* set = add_for_group("set", "Change the members of a group that options name");
    set->add_option("--name", change_.name, "New name");
    set->add_option("--description", change_.description, "Text for people");
    set->add_option("--external-id", change_.external_id, "The id in another system");
    set->add_option("--status", change_.status, "Whether customers can join")
        ->check(one_of({"active", "inactive"}));
    auto* rule = set->add_option("--rule", change_.rule, "New rule: \"city = 'Leeds'\"");
    set->add_option("--capacity", change_.capacity, "Largest number of members")
        ->check(whole_number_from(1));
    set->add_option("--clear", change_.cleared, "Take this value away, repeatable")
        ->check(one_of({"description", "external_id", "rule", "capacity"}))
        ->allow_extra_args(false);
    set->add_flag("--dry-run", change_.dry_run,
                  "Print who would enter and leave, but change nothing")
        ->needs(rule);
    line_.on(set, [this] { return set_group(line_.server(), group_, change_); });
}

void GroupCommands::declare_restore()
{
    auto* restore = add("restore", "Bring a removed group back with its members");
    restore->add_option("GROUP", group_, "Id, external id or name that the removed group had")
        ->required();
    restore->add_option("--name", restore_.name, "New name, when another group has the old one");
    restore->add_option("--external-id", restore_.external_id, "New id in another system");
    restore->add_option("--capacity", restore_.capacity, "Largest number of members")
        ->check(whole_number_from(1));
    restore->add_flag("--dry-run", restore_.dry_run,
                      "Print what would come back, but restore nothing");
    line_.on(restore, [this] { return restore_group(line_.server(), group_, restore_); });
}

void GroupCommands::declare_members()
{
    line_.on(add_for_group("members", "List the members of a group"),
             [this] { return list_members(line_.server(), group_); });
    for (const std::string action : {"add", "remove"}) {
        auto* command = action == "add" ? add_for_group("add", "Add customers to a group")
                                        : add_for_group("drop", "Remove customers from a group");
        command->add_option("CUSTOMER", customers_, about_customers)->required();
        line_.on(command, std::function<int()>([this, action] {
                     return report_count(change_members(line_.server(), group_, customers_, action),
                                         exit_refused_rows);
                 }));
    }
}

void GroupCommands::declare_fill()
{
    auto* command = add("fill", "Add the customers who match a rule");
    command->add_option("GROUP", fill_.group, "Id, external id or name of the group")->required();
    command->add_option("--where", fill_.where, "The rule: \"city = 'Leeds'\"")->required();
    command
        ->add_option("--members", fill_.members,
                     "add: add them; remove: remove them; replace: add them and remove all others")
        ->capture_default_str()
        ->check(one_of({"add", "remove", "replace"}));
    command->add_flag("--dry-run", fill_.dry_run, "Print what would happen, but change nothing");
    line_.on(command, std::function<int()>([this] {
                 return report_count(fill_group(line_.server(), fill_), exit_refused_rows);
             }));
}

} // namespace muster::cli

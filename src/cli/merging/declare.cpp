// Declares `muster merge` and `muster duplicates`.
#include "cli/merging/merging.h"

namespace muster::cli {

MergingCommands::MergingCommands(CommandTable& line)
{
    declare_merge(line);
    declare_duplicates(line);
}

void MergingCommands::declare_merge(CommandTable& line)
{
    auto* command = line.add("merge", "Merge two customers: the second one goes");
    command->add_option("SURVIVOR", merge_.survivor, "Id, external id or e-mail")->required();
    command->add_option("OTHER", merge_.other, "The customer who is merged into the survivor")
        ->required();
    command
        ->add_option("--take", merge_.take,
                     "What the other one wins, repeatable: name, address, email, fields.KEY")
        ->allow_extra_args(false);
    command->add_flag("--dry-run", merge_.dry_run,
                      "Print which values would be lost, but change nothing");
    line.add_server_options(command, NeedsTenant::yes);
    line.on(command, [this, &line] { return merge_customers(line.server(), merge_); });
}

void MergingCommands::declare_duplicates(CommandTable& line)
{
    auto* command = line.add("duplicates", "List pairs of customers who may be one person");
    command->add_option("--by", by_, "email, phone, or name (and birth date)")
        ->capture_default_str()
        ->check(one_of({"email", "phone", "name"}));
    line.add_server_options(command, NeedsTenant::yes);
    line.on(command, [this, &line] { return list_duplicates(line.server(), by_); });
}

} // namespace muster::cli

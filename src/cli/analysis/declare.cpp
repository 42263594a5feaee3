// Declares `muster customers`, fields, query, explain and changes.
#include "cli/analysis/analysis.h"

namespace muster::cli {

AnalysisCommands::AnalysisCommands(CommandTable& line) : line_(line)
{
    declare_customers();
    auto* fields = add("fields", "List the declared custom fields");
    fields->add_option("--entity", entity_, "Only the fields of customers or of groups")
        ->check(one_of({"customer", "group"}));
    line.on(fields, [this] { return list_fields(line_.server(), entity_); });
    auto* query = add("query", "Count the customers for whom rules are true");
    query
        ->add_option("RULE", rules_,
                     "Rules, each one argument: \"city = 'Leeds'\" \"MEMBER OF 'VIP'\"")
        ->required();
    query->add_flag("--overlap", with_overlap_,
                    "Also count the customers for whom both of two rules are true");
    line.on(query, [this] { return answer_query(line_.server(), rules_, with_overlap_); });
    auto* explain = add("explain", "Print why a customer is in a group or not");
    explain->add_option("GROUP", group_, "Id, external id or name of the group")->required();
    explain->add_option("CUSTOMER", customer_, "Id, external id or e-mail of the customer")
        ->required();
    line.on(explain, [this] { return explain_member(line_.server(), group_, customer_); });
    declare_changes();
}

CLI::App* AnalysisCommands::add(const std::string& name, const std::string& help)
{
    auto* command = line_.add(name, help);
    line_.add_server_options(command, NeedsTenant::yes);
    return command;
}

void AnalysisCommands::declare_customers()
{
    auto* command = add("customers", "List customers, or show those that are named");
    command->add_option("CUSTOMER", customers_.customers, "Ids, external ids or e-mails");
    command->add_option("--group", customers_.group, "Only members of this group");
    command->add_option("--where", customers_.where,
                        "Only customers for whom this rule is true: \"city = 'Leeds'\"");
    command->add_option("--search", customers_.search, "Only those with this in name or e-mail");
    command
        ->add_option("--columns", customers_.columns,
                     "Members to print: id,name,address.city,fields.tenure")
        ->capture_default_str();
    command->add_option("--sort", customers_.sort, "Member to sort by; -MEMBER descends");
    command->add_option("--limit", customers_.limit, "Largest number of customers; 0 for all")
        ->capture_default_str()
        ->check(whole_number_from(0));
    line_.on(command, [this] { return list_customers(line_.server(), customers_); });
}

void AnalysisCommands::declare_changes()
{
    auto* command = add("changes", "List what changed, oldest first");
    command->add_option("--after", changes_.after, "Only changes after this revision")
        ->capture_default_str()
        ->check(whole_number_from(0));
    auto* entity = command->add_option("--entity", changes_.entity, "Only changes of this kind")
                       ->check(one_of({"customer", "group", "membership", "field"}));
    command->add_option("--id", changes_.id, "Only changes of the entity with this id")
        ->check(whole_number_from(1))
        ->needs(entity);
    command->add_option("--limit", changes_.limit, "Largest number of changes; 0 for all")
        ->capture_default_str()
        ->check(whole_number_from(0));
    line_.on(command, [this] { return list_changes(line_.server(), changes_); });
}

} // namespace muster::cli

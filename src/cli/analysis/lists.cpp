// `muster customers`, `muster fields` and `muster changes`.
#include <array>
#include <iostream>
#include <map>

#include "base/text.h"
#include "cli/analysis/analysis.h"
#include "cli/groups/customer_references.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 5> customer_places{{{"where", "--where"},
                                                    {"q", "--search"},
                                                    {"sort", "--sort"},
                                                    {"group", "--group"},
                                                    {"fields", "--columns"}}};

// "address.city" and "fields.tenure" are members of objects: the table takes them by this name.
const Json* member_at(const Json& object, std::string_view path)
{
    const auto dot = path.find('.');
    const Json* member = object.find(path.substr(0, dot));
    if (dot == path.npos || member == nullptr || !member->is_object()) return member;
    return member_at(*member, path.substr(dot + 1));
}

// The parameter fields= of the columns: a,b.c,b.d is a,b(c,d).
std::string selection(const std::vector<std::string_view>& columns)
{
    std::map<std::string_view, std::string> members; // of each object; empty for other members
    for (const auto column : columns) {
        const auto dot = column.find('.');
        auto& inner = members[column.substr(0, dot)];
        if (dot == column.npos) continue;
        if (!inner.empty()) inner += ',';
        inner += column.substr(dot + 1);
    }
    std::string text;
    for (const auto& [name, inner] : members) {
        if (!text.empty()) text += ',';
        text += name;
        if (!inner.empty()) text += '(' + inner + ')';
    }
    return text;
}

Json as_row(const Json& customer, const std::vector<std::string_view>& columns)
{
    Json row = Json::object();
    for (const auto column : columns) {
        if (const auto* member = member_at(customer, column)) row.set(column, *member);
    }
    return row;
}

Result<void> show_customers(NativeApi& api, const std::vector<std::string>& customers, bool json)
{
    const auto ids = TRY(find_customers(api, customers));
    Json found = Json::array();
    for (const auto id : ids) {
        found.push_back(TRY(api.get("/v1/customers/" + std::to_string(id))));
    }
    if (json) {
        std::cout << found.text() << '\n';
        return {};
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i > 0) std::cout << '\n';
        print_members(std::cout, (*found.as_array())[i]);
    }
    return {};
}

Result<std::string> target_of(NativeApi& api, const CustomerQuestion& question, bool json)
{
    std::string target = "/v1/customers?";
    const auto add = [&](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        if (!target.ends_with('?')) target += '&';
        target += std::string(name) + '=' + encode_percent(value);
    };
    if (!json) add("fields", selection(split(question.columns, ',')));
    if (!question.group.empty()) {
        add("group", std::to_string(TRY(find_group(api, question.group))));
    }
    add("where", question.where);
    add("q", question.search);
    add("sort", question.sort);
    return target;
}

} // namespace

Result<void> list_customers(const ConnectionOptions& server, const CustomerQuestion& question)
{
    const auto api = TRY(connect(server));
    api->name_places(customer_places);
    if (!question.customers.empty()) {
        const bool selects =
            !question.group.empty() || !question.where.empty() || !question.search.empty();
        if (selects) {
            return fail(Code::conflict, "customers",
                        "CUSTOMER cannot be given together with --group, --where or --search");
        }
        return show_customers(*api, question.customers, server.json);
    }
    const auto columns = split(question.columns, ',');
    PrintedList how{columns, server.json, parse_integer(question.limit).value_or(0)};
    how.row = [&](const Json& customer) { return as_row(customer, columns); };
    return print_list(*api, TRY(target_of(*api, question, server.json)), how);
}

Result<void> list_fields(const ConnectionOptions& server, const std::string& entity)
{
    const auto api = TRY(connect(server));
    return print_list(*api, entity.empty() ? "/v1/fields" : "/v1/fields?entity=" + entity,
                      {{"entity", "key", "type", "format", "unique", "required", "label", "values"},
                       server.json});
}

Result<void> list_changes(const ConnectionOptions& server, const ChangeQuestion& question)
{
    const auto api = TRY(connect(server));
    std::string target = "/v1/changes?";
    if (!question.entity.empty()) target += "entity=" + question.entity + '&';
    if (!question.id.empty()) target += "id=" + question.id + '&';
    target.pop_back();
    PrintedList how{
        {"revision", "at", "principal", "dialect", "kind", "entity", "id", "customer_id"},
        server.json,
        parse_integer(question.limit).value_or(0)};
    how.after = question.after;
    return print_list(*api, target, how);
}

} // namespace muster::cli

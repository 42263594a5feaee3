// `muster tenant`, `muster key` and `muster group`, except `group fill`.
#include <iostream>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"
#include "dialects/all.h"

namespace muster::cli {

namespace {

Result<void> print_list(NativeApi& api, const std::string& target,
                        const std::vector<std::string_view>& names)
{
    Json::Array rows;
    TRY(each_item(api, target, [&](const Json& item) {
        rows.push_back(item);
        return Result<void>{};
    }));
    print_table(std::cout, names, rows);
    return {};
}

// The id of the first account. Creates one when there is none: new tenants of the command line
// share one account.
Result<std::int64_t> first_account(NativeApi& api)
{
    const auto accounts = TRY(api.get("/v1/accounts?limit=1"));
    const Json* items = accounts.find("items");
    if (items != nullptr && items->is_array() && !items->as_array()->empty()) {
        return integer_member(items->as_array()->front(), "id");
    }
    Json body = Json::object();
    body.set("name", "main");
    return integer_member(TRY(api.post("/v1/accounts", body)), "id");
}

std::string group_path(std::int64_t group) { return "/v1/groups/" + std::to_string(group); }

Result<void> change_members(const ConnectionOptions& server, const std::string& group,
                            const std::vector<std::string>& customers, std::string_view action)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    Json::Array items;
    for (const auto& text : customers) {
        const auto customer = parse_integer(text);
        if (!customer) {
            return fail(Code::invalid_value, "customer", text + " is not a customer id");
        }
        Json item = Json::object();
        item.set("customer_id", *customer);
        item.set("action", action);
        items.push_back(std::move(item));
    }
    Json body = Json::object();
    body.set("items", std::move(items));
    const auto answer = TRY(api->post(group_path(id) + "/members:batch", body));
    std::cout << integer_member(answer, "inserted") << " added, "
              << integer_member(answer, "removed") << " removed, "
              << integer_member(answer, "unchanged") << " unchanged\n";
    if (integer_member(answer, "refused") == 0) return {};
    for (const auto& item : *answer.find("items")->as_array()) {
        if (text_member(item, "result") != "refused") continue;
        const auto& customer = customers[static_cast<std::size_t>(integer_member(item, "index"))];
        return fail(Code::conflict, "members",
                    "customer " + customer + ": " + item_refusal(item).reason);
    }
    return {};
}

} // namespace

Result<void> list_tenants(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(*api, "/v1/tenants", {"id", "slug", "name", "account_id", "created_at"});
}

Result<void> create_tenant(const ConnectionOptions& server, const std::string& slug,
                           const std::string& name)
{
    const auto api = TRY(connect(server));
    Json body = Json::object();
    body.set("slug", slug);
    if (!name.empty()) body.set("name", name);
    body.set("account_id", TRY(first_account(*api)));
    const auto tenant = TRY(api->post("/v1/tenants", body));
    std::cout << "tenant " << integer_member(tenant, "id") << " (" << slug << ")\n";
    return {};
}

Result<void> list_keys(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(*api, "/v1/credentials",
                      {"id", "dialect", "kind", "login", "name", "scopes", "created_at"});
}

Result<void> create_key(const ConnectionOptions& server, const NewKey& wanted)
{
    const auto api = TRY(connect(server));
    Json body = Json::object();
    body.set("dialect",
             wanted.dialect.empty() ? std::string(dialects::own().name) : wanted.dialect);
    body.set("kind", wanted.kind);
    if (!wanted.name.empty()) body.set("name", wanted.name);
    if (!wanted.login.empty()) body.set("login", wanted.login);
    if (!wanted.secret.empty()) body.set("secret", wanted.secret);
    if (!wanted.prefix.empty()) body.set("prefix", wanted.prefix);
    if (!wanted.secret_form.empty()) body.set("secret_form", wanted.secret_form);
    if (!wanted.expires_at.empty()) body.set("expires_at", wanted.expires_at);
    Json scopes = Json::array();
    for (const auto& scope : wanted.scopes) scopes.push_back(scope);
    body.set("scopes", std::move(scopes));
    const auto made = TRY(api->post("/v1/credentials", body));
    std::cout << "credential " << integer_member(made, "id")
              << ", secret (printed only this once): " << text_member(made, "secret") << '\n';
    return {};
}

Result<void> rotate_key(const ConnectionOptions& server, const std::string& id,
                        std::int64_t overlap_hours, const NewKey& wanted)
{
    constexpr std::int64_t hour = 3600; // seconds
    const auto api = TRY(connect(server));
    Json body = Json::object();
    body.set("overlap_seconds", overlap_hours * hour);
    if (!wanted.secret.empty()) body.set("secret", wanted.secret);
    if (!wanted.prefix.empty()) body.set("prefix", wanted.prefix);
    if (!wanted.secret_form.empty()) body.set("secret_form", wanted.secret_form);
    // The key of these commands is stored again when it is the one that gets a new secret.
    const bool uses_file = server.key.empty();
    const auto own = TRY(api->get("/v1/me"));
    const auto made = TRY(api->post("/v1/credentials/" + encode_percent(id) + "/rotate", body));
    if (uses_file && integer_member(own, "credential_id") == integer_member(made, "id"))
        TRY(write_private_file(server.data + "/admin.key", text_member(made, "secret") + '\n'));
    std::cout << "credential " << integer_member(made, "id")
              << ", new secret (printed only this once): " << text_member(made, "secret") << '\n';
    if (overlap_hours > 0)
        std::cout << "the old secret works until " << text_member(made, "previous_until") << '\n';
    return {};
}

Result<void> revoke_key(const ConnectionOptions& server, const std::string& id)
{
    const auto api = TRY(connect(server));
    TRY(api->remove("/v1/credentials/" + encode_percent(id)));
    std::cout << "credential " << id << " is revoked\n";
    return {};
}

Result<void> list_groups(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(*api, "/v1/groups", {"id", "name", "member_count", "capacity", "status"});
}

namespace {

// Prints the rule as it would be stored, the number of its members, and some of them.
Result<void> preview_group(NativeApi& api, const Json& body)
{
    const auto preview = TRY(api.post("/v1/groups?dry_run=true", body));
    std::cout << "dry run, nothing created: " << text_member(preview, "rule") << '\n';
    const Json* members = preview.find("members");
    const Json* sample = members == nullptr ? nullptr : members->find("sample");
    if (sample == nullptr || !sample->is_array()) return {};
    std::cout << integer_member(*members, "count") << " members now";
    const char* before = ", such as ";
    for (const auto& customer : *sample->as_array()) {
        const auto name = text_member(customer, "name");
        std::cout << before << integer_member(customer, "id") << (name.empty() ? "" : " ") << name;
        before = ", ";
    }
    std::cout << '\n';
    return {};
}

} // namespace

Result<void> create_group(const ConnectionOptions& server, const NewGroup& wanted)
{
    const auto api = TRY(connect(server));
    Json body = Json::object();
    body.set("name", wanted.name);
    if (!wanted.rule.empty()) body.set("rule", wanted.rule);
    if (wanted.capacity > 0) body.set("capacity", wanted.capacity);
    if (wanted.dry_run) return preview_group(*api, body);
    const auto group = TRY(api->post("/v1/groups", body));
    std::cout << "group " << integer_member(group, "id") << " (" << wanted.name << ')';
    if (!wanted.rule.empty())
        std::cout << ", " << integer_member(group, "member_count") << " members now";
    std::cout << '\n';
    return {};
}

Result<void> rename_group(const ConnectionOptions& server, const std::string& group,
                          const std::string& name)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    Json body = Json::object();
    body.set("name", name);
    TRY(api->patch(group_path(id), body));
    std::cout << "group " << id << " is now " << name << '\n';
    return {};
}

Result<void> remove_group(const ConnectionOptions& server, const std::string& group)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    TRY(api->remove(group_path(id)));
    std::cout << "group " << id << " is removed\n";
    return {};
}

Result<void> list_members(const ConnectionOptions& server, const std::string& group)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    return print_list(*api, group_path(id) + "/members",
                      {"customer_id", "role", "is_default", "source", "since"});
}

Result<void> add_members(const ConnectionOptions& server, const std::string& group,
                         const std::vector<std::string>& customers)
{
    return change_members(server, group, customers, "add");
}

Result<void> remove_members(const ConnectionOptions& server, const std::string& group,
                            const std::vector<std::string>& customers)
{
    return change_members(server, group, customers, "remove");
}

} // namespace muster::cli

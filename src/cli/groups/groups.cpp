// `muster group list`, show, create, set, rename, remove and members.
#include "cli/groups/groups.h"

#include <array>
#include <iostream>

#include "base/text.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 3> create_places{
    {{"/name", "NAME"}, {"/rule", "--rule"}, {"/capacity", "--capacity"}}};
constexpr std::array<PlaceName, 1> rename_places{{{"/name", "NAME"}}};
constexpr std::array<PlaceName, 6> set_places{{{"/name", "--name"},
                                               {"/description", "--description"},
                                               {"/external_id", "--external-id"},
                                               {"/status", "--status"},
                                               {"/rule", "--rule"},
                                               {"/capacity", "--capacity"}}};

std::string group_path(std::int64_t group) { return "/v1/groups/" + std::to_string(group); }

void print_sample(const Json& preview, std::string_view what, std::string_view words)
{
    const Json* part = preview.find(what);
    const Json* sample = part == nullptr ? nullptr : part->find("sample");
    if (sample == nullptr || !sample->is_array()) return;
    std::cout << integer_member(*part, "count") << ' ' << words;
    const char* before = ", such as ";
    for (const auto& customer : *sample->as_array()) {
        const auto name = text_member(customer, "name");
        std::cout << before << integer_member(customer, "id") << (name.empty() ? "" : " ") << name;
        before = ", ";
    }
    std::cout << '\n';
}

void set_text(Json& body, std::string_view member, const std::string& value)
{
    if (!value.empty()) body.set(member, value);
}

void set_number(Json& body, std::string_view member, const std::string& value)
{
    if (const auto number = parse_integer(value)) body.set(member, *number);
}

} // namespace

Result<void> list_groups(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(*api, "/v1/groups",
                      {{"id", "name", "kind", "member_count", "capacity", "status"}, server.json});
}

Result<void> show_group(const ConnectionOptions& server, const std::string& group)
{
    const auto api = TRY(connect(server));
    const auto found = TRY(api->get(group_path(TRY(find_group(*api, group)))));
    if (server.json) {
        std::cout << found.text() << '\n';
    } else {
        print_members(std::cout, found);
    }
    return {};
}

Result<void> create_group(const ConnectionOptions& server, const NewGroup& wanted)
{
    const auto api = TRY(connect(server));
    api->name_places(create_places);
    Json body = Json::object();
    body.set("name", wanted.name);
    set_text(body, "rule", wanted.rule);
    set_number(body, "capacity", wanted.capacity);
    if (wanted.dry_run) {
        const auto preview = TRY(api->post("/v1/groups?dry_run=true", body));
        print_done(server, preview, "dry run, nothing created: " + text_member(preview, "rule"));
        if (!server.json) print_sample(preview, "members", "members now");
        return {};
    }
    const auto group = TRY(api->post("/v1/groups", body));
    std::string line =
        "group " + std::to_string(integer_member(group, "id")) + " (" + wanted.name + ')';
    if (!wanted.rule.empty()) {
        line += ", " + std::to_string(integer_member(group, "member_count")) + " members now";
    }
    print_done(server, group, line);
    return {};
}

Result<void> set_group(const ConnectionOptions& server, const std::string& group,
                       const SetGroupOptions& change)
{
    Json body = Json::object();
    set_text(body, "name", change.name);
    set_text(body, "description", change.description);
    set_text(body, "external_id", change.external_id);
    set_text(body, "status", change.status);
    set_text(body, "rule", change.rule);
    set_number(body, "capacity", change.capacity);
    for (const auto& member : change.cleared) {
        if (body.find(member) != nullptr) {
            return fail(Code::conflict, "clear",
                        "--clear " + member + " and a new value for it cannot be given together");
        }
        body.set(member, Json());
    }
    if (body.as_object()->empty()) {
        return fail(Code::missing_field, "group",
                    "nothing to change: give --name, --description, --external-id, --status, "
                    "--rule, --capacity or --clear");
    }
    const auto api = TRY(connect(server));
    api->name_places(set_places);
    const auto id = TRY(find_group(*api, group));
    if (change.dry_run) {
        const auto preview = TRY(api->patch(group_path(id) + "?dry_run=true", body));
        print_done(server, preview, "dry run, nothing changed: " + text_member(preview, "rule"));
        if (server.json) return {};
        print_sample(preview, "members", "members");
        print_sample(preview, "added", "would enter");
        print_sample(preview, "removed", "would leave");
        return {};
    }
    const auto changed = TRY(api->patch(group_path(id), body));
    print_done(server, changed,
               "group " + std::to_string(id) + " (" + text_member(changed, "name") +
                   ") is changed, " + std::to_string(integer_member(changed, "member_count")) +
                   " members");
    return {};
}

Result<void> rename_group(const ConnectionOptions& server, const std::string& group,
                          const std::string& name)
{
    const auto api = TRY(connect(server));
    api->name_places(rename_places);
    const auto id = TRY(find_group(*api, group));
    Json body = Json::object();
    body.set("name", name);
    const auto changed = TRY(api->patch(group_path(id), body));
    print_done(server, changed, "group " + std::to_string(id) + " is now " + name);
    return {};
}

Result<void> remove_group(const ConnectionOptions& server, const std::string& group, bool dry_run)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    Json answer = Json::object();
    answer.set("id", id);
    if (dry_run) {
        answer = TRY(api->remove(group_path(id) + "?dry_run=true"));
        print_done(server, answer,
                   "dry run, nothing removed: " +
                       std::to_string(integer_member(answer, "memberships_ended")) +
                       " memberships would end");
        return {};
    }
    TRY(api->remove(group_path(id)));
    print_done(server, answer, "group " + std::to_string(id) + " is removed");
    return {};
}

Result<void> list_members(const ConnectionOptions& server, const std::string& group)
{
    const auto api = TRY(connect(server));
    const auto id = TRY(find_group(*api, group));
    return print_list(*api, group_path(id) + "/members",
                      {{"customer_id", "role", "is_default", "source", "since"}, server.json});
}

} // namespace muster::cli

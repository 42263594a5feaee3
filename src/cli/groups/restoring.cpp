// `muster group list --removed` and `muster group restore`.
#include <array>
#include <iostream>

#include "base/text.h"
#include "cli/groups/groups.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::string_view removed_groups = "/v1/groups?with_removed=true&status=removed";
constexpr std::array<PlaceName, 3> restore_places{
    {{"/name", "--name"}, {"/external_id", "--external-id"}, {"/capacity", "--capacity"}}};

bool is_meant(const Json& group, const std::string& reference)
{
    const auto id = std::to_string(integer_member(group, "id"));
    return reference == id || reference == "id:" + id || text_member(group, "name") == reference ||
           text_member(group, "external_id") == reference;
}

// Removed groups keep their ids for good, and often several have had the same name.
Result<std::int64_t> find_removed_group(NativeApi& api, const std::string& reference)
{
    std::vector<std::int64_t> ids;
    std::string shown;
    TRY(each_item(api, std::string(removed_groups), [&](const Json& group) -> Result<void> {
        if (!is_meant(group, reference)) return {};
        ids.push_back(integer_member(group, "id"));
        shown += (shown.empty() ? "" : ", ") + std::to_string(ids.back()) + " (" +
                 text_member(group, "name") + ", removed " + text_member(group, "removed_at") + ')';
        return {};
    }));
    if (ids.size() == 1) return ids.front();
    if (ids.empty()) {
        return fail(Code::not_found, "group",
                    "no removed group has the id, the external id or the name " + reference +
                        "; `muster group list --removed` lists them");
    }
    return fail(Code::conflict, "group",
                "several removed groups have the id, the external id or the name " + reference +
                    ": " + shown + "; give one as id:" + std::to_string(ids.front()));
}

struct LeftOut {
    std::string_view member; // of the answer
    std::string_view reason;
};
constexpr std::array<LeftOut, 5> left_out{
    {{"erased", "of customers who were erased"},
     {"merged", "of customers who were merged into others"},
     {"expired", "whose end has come"},
     {"full", "for which the group has no room"},
     {"changed", "of customers who joined again themselves"}}};

void print_rest(const Json& answer)
{
    for (const auto& [member, reason] : left_out) {
        const auto count = integer_member(answer, member);
        if (count > 0) std::cout << count << " left out, " << reason << '\n';
    }
    const auto not_default = integer_member(answer, "not_default");
    if (not_default > 0) {
        std::cout << not_default << " are back, but have another home group now\n";
    }
    for (const auto& field : *answer.find("dropped_fields")->as_array()) {
        std::cout << "without the value of " << *field.as_text()
                  << ", which is not declared any more\n";
    }
    for (const auto& rule : *answer.find("rules")->as_array()) {
        std::cout << "the rule of the group " << integer_member(rule, "id") << " ("
                  << text_member(rule, "name") << ") lost the part that named it\n";
    }
}

} // namespace

Result<void> list_removed_groups(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    return print_list(*api, std::string(removed_groups),
                      {{"id", "name", "kind", "capacity", "removed_at"}, server.json});
}

Result<void> restore_group(const ConnectionOptions& server, const std::string& group,
                           const RestoreGroupOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(restore_places);
    const auto id = TRY(find_removed_group(*api, group));
    Json body = Json::object();
    if (!options.name.empty()) body.set("name", options.name);
    if (!options.external_id.empty()) body.set("external_id", options.external_id);
    if (const auto capacity = parse_integer(options.capacity)) body.set("capacity", *capacity);
    const auto answer = TRY(api->post("/v1/groups/" + std::to_string(id) + "/restore" +
                                          (options.dry_run ? "?dry_run=true" : ""),
                                      body));
    const auto& restored = *answer.find("group");
    print_done(server, answer,
               (options.dry_run ? "dry run, nothing restored: group " : "group ") +
                   std::to_string(id) + " (" + text_member(restored, "name") +
                   (options.dry_run ? ") would have " : ") is back with ") +
                   std::to_string(integer_member(restored, "member_count")) + " members");
    if (!server.json) print_rest(answer);
    return {};
}

} // namespace muster::cli

// See listing.h. Knows no resource but groups, which many commands name.
#include "cli/listing.h"

#include <iostream>
#include <map>

#include "base/similar.h"
#include "base/text.h"
#include "cli/table.h"

namespace muster::cli {

Result<void> each_item(NativeApi& api, const std::string& target,
                       const std::function<Result<void>(const Json&)>& use,
                       const std::string& after)
{
    const std::string first = target + (target.find('?') == target.npos ? "?" : "&") + "limit=1000";
    const auto page_after = [&](const std::string& cursor) {
        return cursor.empty() ? first : first + "&after=" + encode_percent(cursor);
    };
    std::string page = page_after(after);
    for (;;) {
        const auto answer = TRY(api.get(page));
        const Json* items = answer.find("items");
        if (items == nullptr || !items->is_array()) {
            return fail(Code::internal, "server", "the answer of the server is not a list");
        }
        for (const auto& item : *items->as_array()) TRY(use(item));
        const Json* next = answer.find("next"); // a text, or a revision
        if (next == nullptr || next->is_null()) return {};
        page = page_after(plain_text(*next));
    }
}

namespace {

// Ends each_item() early; it is no failure.
constexpr std::string_view enough = "enough";

// Calls `use` for the items until there are enough. Returns whether there are more.
Result<bool> each_printed(NativeApi& api, const std::string& target, const PrintedList& how,
                          const std::function<void(const Json&)>& use)
{
    std::int64_t count = 0;
    const auto done = each_item(
        api, target,
        [&](const Json& item) -> Result<void> {
            if (how.limit > 0 && count == how.limit) {
                return fail(Code::conflict, std::string(enough), {});
            }
            ++count;
            use(item);
            return {};
        },
        how.after);
    if (!done && done.error().subject != enough) return fail(done.error());
    return !done;
}

} // namespace

Result<void> print_list(NativeApi& api, const std::string& target, const PrintedList& how)
{
    if (how.json) {
        std::string_view before = "[\n";
        TRY(each_printed(api, target, how, [&](const Json& item) {
            std::cout << before << item.text();
            before = ",\n";
        }));
        std::cout << (before == "[\n" ? "[]\n" : "\n]\n");
        return {};
    }
    Json::Array rows;
    const bool has_more = TRY(each_printed(api, target, how, [&](const Json& item) {
        rows.push_back(how.row ? how.row(item) : item);
    }));
    print_table(std::cout, how.columns, rows);
    if (has_more) std::cerr << "the first " << how.limit << "; --limit gives more\n";
    return {};
}

void print_done(const ConnectionOptions& server, const Json& answer, const std::string& line)
{
    std::cout << (server.json ? answer.text() : line) << '\n';
}

namespace {

constexpr std::string_view id_prefix = "id:";

using GroupNames = std::map<std::int64_t, std::string>; // by id

Result<void> add_groups(NativeApi& api, const std::string& parameters, GroupNames& groups)
{
    return each_item(api, "/v1/groups?fields=id,name" + parameters, [&](const Json& group) {
        groups[integer_member(group, "id")] = text_member(group, "name");
        return Result<void>{};
    });
}

// Finds the group in the answer to a GET of one group, if it is there.
Result<void> add_group_of_id(NativeApi& api, std::int64_t id, GroupNames& groups)
{
    const auto found = api.get("/v1/groups/" + std::to_string(id));
    if (found) groups[id] = text_member(*found, "name");
    if (found || found.error().code == Code::not_found) return {};
    return fail(found.error());
}

std::string shown(const GroupNames& groups)
{
    constexpr std::size_t most = 10;
    std::string text;
    std::size_t count = 0;
    for (const auto& [id, name] : groups) {
        if (++count > most) return text + " and more";
        text += (text.empty() ? "" : ", ") + std::to_string(id) + " (" + name + ')';
    }
    return text;
}

// The group whose name is the most similar one, among those that one page holds.
Failure no_group(NativeApi& api, const std::string& reference, GroupNames similar)
{
    if (similar.empty()) {
        GroupNames all;
        std::vector<std::string> names;
        static_cast<void>(add_groups(api, "", all)); // only to help
        for (const auto& [id, name] : all) names.push_back(name);
        const auto nearest = most_similar(reference, names);
        for (const auto& [id, name] : all) {
            if (!nearest.empty() && name == nearest) similar.emplace(id, name);
        }
    }
    return fail(Code::not_found, "group",
                "no group has the id, the external id or the name " + reference +
                    (similar.empty() ? "" : "; did you mean " + shown(similar) + '?'));
}

} // namespace

Result<std::int64_t> find_group(NativeApi& api, const std::string& reference)
{
    GroupNames groups;
    if (reference.starts_with(id_prefix)) {
        const auto id = parse_integer(std::string_view(reference).substr(id_prefix.size()));
        if (id && *id > 0) TRY(add_group_of_id(api, *id, groups));
        if (groups.size() == 1) return groups.begin()->first;
        return no_group(api, reference, {});
    }
    const auto id = parse_integer(reference);
    if (id && *id > 0) TRY(add_group_of_id(api, *id, groups));
    TRY(add_groups(api, "&external_id=" + encode_percent(reference), groups));
    GroupNames similar; // the server compares names without case
    TRY(add_groups(api, "&name=" + encode_percent(reference), similar));
    for (const auto& [known, name] : similar) {
        if (name == reference) groups.emplace(known, name);
    }
    if (groups.empty()) return no_group(api, reference, std::move(similar));
    if (groups.size() == 1) return groups.begin()->first;
    return fail(Code::conflict, "group",
                "several groups have the id, the external id or the name " + reference + ": " +
                    shown(groups) + "; give one as id:" + std::to_string(groups.begin()->first));
}

ItemRefusal item_refusal(const Json& item)
{
    const Json* error = item.find("error");
    if (error == nullptr) return {{}, "refused"};
    const Json* errors = error->find("errors");
    const bool has_parts = errors != nullptr && errors->is_array() && !errors->as_array()->empty();
    const Json& first = has_parts ? errors->as_array()->front() : *error;
    ItemRefusal refusal{text_member(first, "pointer"), text_member(first, "detail")};
    // "/items/3/fields/tenure"
    if (refusal.member.starts_with("/items/")) {
        const auto slash = refusal.member.find('/', 7);
        refusal.member = slash == std::string::npos ? "" : refusal.member.substr(slash + 1);
    }
    if (refusal.reason.empty()) refusal.reason = text_member(*error, "title");
    return refusal;
}

} // namespace muster::cli

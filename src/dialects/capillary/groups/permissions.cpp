// The table of permissions, and the functions that read and write lists of them. Knows no groups.
#include "dialects/capillary/groups/permissions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/capillary/answers.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::array vocabulary{
    Permission{"allow_points_redemption", "Allow points redemption"},
    Permission{"allow_points_transfer", "Allow points transfer"},
    Permission{"block_points_redemption", "Block points redemption"},
    Permission{"block_points_transfer", "Block points transfer"},
};

std::string_view loyalty_module(const Permission&) { return "Loyalty"; }
bool is_offered(const Permission&) { return true; }

constexpr auto permission_table = wire::record(
    {"Permission"},
    wire::row<[](const Permission& one) { return one.name; }>("name", wire::text_codec,
                                                              wire::Access::read_only)
        .about("The name that members are given.", R"("allow_points_redemption")"),
    wire::row<[](const Permission& one) { return one.label; }>("label", wire::text_codec,
                                                               wire::Access::read_only),
    wire::row<loyalty_module>("module", wire::text_codec, wire::Access::read_only),
    wire::row<is_offered>("defaultValue", wire::boolean_codec, wire::Access::read_only),
    wire::row<is_offered>("active", wire::boolean_codec, wire::Access::read_only));

constexpr std::size_t most_permissions = 100; // there are four, but repetitions are stored too

} // namespace

const wire::Record<Permission>& permission_record() { return permission_table; }

Result<model::TextList> read_permissions(const Json& json)
{
    model::TextList permissions;
    if (const auto* text = json.as_text()) {
        for (const auto piece : split(*text, ',')) {
            if (!trim(piece).empty()) permissions.emplace_back(trim(piece));
        }
    } else {
        const auto* items = json.as_array();
        if (items == nullptr) return refuse(group_problems::bad_details);
        for (const auto& item : *items) {
            const auto* name = item.as_text();
            if (name == nullptr) return refuse(group_problems::bad_permission, item.text());
            permissions.push_back(*name);
        }
    }
    if (permissions.size() > most_permissions) return refuse(group_problems::bad_details);
    return permissions;
}

Result<void> check_permissions(const model::TextList& permissions)
{
    for (const auto& name : permissions) {
        const bool is_known =
            std::any_of(vocabulary.begin(), vocabulary.end(),
                        [&](const Permission& known) { return known.name == name; });
        if (!is_known) return refuse(group_problems::bad_permission, name);
    }
    return {};
}

std::string joined(const model::TextList& permissions)
{
    std::string text;
    for (const auto& name : permissions) {
        if (!text.empty()) text += ',';
        text += name;
    }
    return text;
}

Result<std::string> list_permissions(RequestContext&)
{
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("data").begin_array();
    for (const auto& permission : vocabulary) wire::write_object(out, permission_table, permission);
    out.end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary

// The table of permissions, and the functions that read and write lists of them. Knows no groups.
#include "dialects/capillary/groups/permissions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/capillary/answers.h"

namespace muster::dialects::capillary {

namespace {

struct Permission {
    std::string_view name;
    std::string_view label;
};

constexpr std::array vocabulary{
    Permission{"allow_points_redemption", "Allow points redemption"},
    Permission{"allow_points_transfer", "Allow points transfer"},
    Permission{"block_points_redemption", "Block points redemption"},
    Permission{"block_points_transfer", "Block points transfer"},
};

constexpr std::size_t most_permissions = 100; // there are four, but repetitions are stored too

} // namespace

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
    for (const auto& [name, label] : vocabulary) {
        out.begin_object().name("name").text(name).name("label").text(label);
        out.name("module").text("Loyalty");
        out.name("defaultValue").boolean(true).name("active").boolean(true).end_object();
    }
    out.end_array();
    end_list(out);
    return answer;
}

} // namespace muster::dialects::capillary

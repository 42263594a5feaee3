// Reads items and writes the entries of the answer in the same order. Knows no rule of membership.
#include "dialects/capillary/groups/member_batch.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialects/capillary/groups/permissions.h"
#include "dialects/capillary/inputs.h"

namespace muster::dialects::capillary {

namespace {

constexpr std::size_t most_items = 1000;

struct MemberFlags {
    std::optional<bool> primary;
    std::optional<bool> is_default;
    std::optional<bool> active;
};

// False when the member is there but is no boolean.
bool read_flag(const Json& json, std::string_view name, std::optional<bool>& into)
{
    const auto* found = member(json, name);
    if (found == nullptr) return true;
    into = flag_of(*found);
    return into.has_value();
}

Result<void> read_user(const Json& json, MemberItem& item)
{
    const auto* user = member(json, "userId");
    const auto* text = user == nullptr ? nullptr : user->as_text();
    if (user == nullptr || (text != nullptr && trim(*text).empty())) {
        return refuse(problems::mandatory, "userId");
    }
    item.user = integer_of(*user);
    if (!item.user) return refuse(group_problems::bad_details);
    return {};
}

Result<void> read_item_into(const Json& json, MemberItem& item)
{
    if (!json.is_object()) return refuse(group_problems::bad_details);
    MemberFlags flags;
    const bool are_flags = read_flag(json, "primaryMember", flags.primary) &&
                           read_flag(json, "defaultGroup", flags.is_default) &&
                           read_flag(json, "active", flags.active);
    item.is_primary = flags.primary.value_or(false);
    item.is_default = flags.is_default;
    item.is_active = flags.active.value_or(false);
    TRY(read_user(json, item));
    if (!are_flags) return refuse(group_problems::bad_details);
    if (const auto* permissions = member(json, "permissions")) {
        item.permissions = TRY(read_permissions(*permissions));
        item.has_permissions = true;
    }
    return check_permissions(item.permissions);
}

// The flags and the user id are stored in the item before anything fails: answers echo them for
// failed items too.
MemberItem read_item(const Json& json)
{
    MemberItem item;
    if (auto read = read_item_into(json, item); !read) item.error = std::move(read).error();
    return item;
}

using wire::Access;
using wire::row;

constexpr auto member_item_table = wire::record(
    {"MemberItem"},
    row<[](const MemberItemView& view) { return view.item.user; }>("userId", wire::integer_codec,
                                                                   Access::required)
        .about("The id of the customer.", "1"),
    row<[](const MemberItemView& view) { return view.group; }>("groupId", wire::integer_codec,
                                                               Access::read_only),
    row<[](const MemberItemView& view) { return view.item.permissions; }>("permissions",
                                                                          wire::text_list_codec)
        .with(wire::Absent::empty_list)
        .about("Names of permissions, in a list or in one text with commas.",
               R"(["allow_points_redemption"])"),
    row<[](const MemberItemView& view) { return view.item.is_default.value_or(false); }>(
        "defaultGroup", wire::boolean_codec)
        .about("Whether the group becomes the customer's default group."),
    row<[](const MemberItemView& view) { return view.item.is_active; }>("active",
                                                                        wire::boolean_codec)
        .about("The answer repeats it; members are always active."),
    row<[](const MemberItemView& view) { return view.item.is_primary; }>("primaryMember",
                                                                         wire::boolean_codec)
        .about("Whether the customer becomes the primary member."));

} // namespace

const wire::Record<MemberItemView>& member_item_record() { return member_item_table; }

Result<std::vector<MemberItem>> read_items(const RequestContext& call)
{
    const auto body = TRY(read_body(call));
    if (!body) return refuse(group_problems::no_details);
    std::vector<MemberItem> items;
    if (body->is_object()) {
        if (body->as_object()->empty()) return refuse(group_problems::no_details);
        items.push_back(read_item(*body));
        return items;
    }
    const auto* list = body->as_array();
    if (list == nullptr) return refuse(problems::unusable, "body must be a list of members");
    if (list->empty()) return refuse(group_problems::no_details);
    if (list->size() > most_items) {
        return refuse(problems::batch_too_large, std::to_string(most_items));
    }
    for (const auto& json : *list) items.push_back(read_item(json));
    return items;
}

Result<void> apply_to_items(std::vector<MemberItem>& items, const ItemFunction& apply)
{
    for (auto& item : items) {
        if (item.error) continue;
        auto done = apply(item);
        if (done) continue;
        if (!is_problem(done.error())) return done;
        item.error = std::move(done).error();
    }
    return {};
}

std::string write_batch(const std::vector<MemberItem>& items, std::int64_t group)
{
    std::int64_t failures = 0;
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("response").begin_array();
    for (const auto& item : items) {
        out.begin_object();
        wire::write_object(out.name("entityId"), member_item_table, {item, group});
        if (item.error) {
            ++failures;
            write_issues(out, "errors", issues_of(*item.error));
        } else {
            wire::write_object(out.name("result"), member_item_table, {item, group});
        }
        write_issues(out, "warnings", {});
        out.end_object();
    }
    out.end_array().name("totalCount").integer(static_cast<std::int64_t>(items.size()));
    out.name("failureCount").integer(failures).end_object();
    return answer;
}

} // namespace muster::dialects::capillary

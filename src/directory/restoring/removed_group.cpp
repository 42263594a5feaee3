// Reads the entries of the removal and of its pieces. A large group was emptied by several writes.
#include "directory/restoring/removed_group.h"

#include "base/if_found.h"
#include "model/logged_value.h"
#include "model/schema.h"

namespace muster::directory {

namespace {

muster::Failure no_removal()
{
    return fail(Code::conflict, "group",
                "the log does not hold the removal of the group any more, so it cannot be "
                "restored");
}

// All changes of one revision.
Result<std::vector<Change>> changes_of(const Rows& rows, TenantId tenant, Revision revision)
{
    ChangeQuery query;
    query.tenant = tenant;
    query.after = revision - 1;
    query.limit = 1; // a whole revision
    auto changes = TRY(rows.changes(query));
    if (!changes.empty() && changes.front().revision != revision) changes.clear();
    return changes;
}

bool is_removal_of(const Change& change, GroupId id)
{
    return change.kind == Kind::group && change.id == id.value && change.action == Action::removed;
}

} // namespace

Result<RemovedGroup> read_removed_group(const Rows& rows, TenantId tenant, GroupId id)
{
    auto group = TRY(if_found(get(rows, tenant, id)));
    if (!group) return fail(Code::not_found, "group", "no group " + std::to_string(id.value));
    if (!group->removed_at) return fail(Code::conflict, "group", "the group is not removed");
    RemovedGroup removed{*std::move(group), GroupStatus::active};
    for (const auto& change : TRY(changes_of(rows, tenant, removed.group.revision))) {
        if (!is_removal_of(change, id)) continue;
        const auto status = logged_value(change.before, "status");
        if (!status) return no_removal();
        Group before;
        find_member<Group>("status")->set(before, *status);
        removed.status = before.status;
        return removed;
    }
    return no_removal();
}

Result<std::vector<GroupId>> groups_with_lost_rules(const Rows& rows, TenantId tenant, GroupId id,
                                                    Revision removal)
{
    std::vector<GroupId> groups;
    for (const auto& change : TRY(changes_of(rows, tenant, removal))) {
        const bool is_other = change.kind == Kind::group && change.id != id.value;
        if (!is_other || change.action != Action::updated) continue;
        if (logged_value(change.before, "rule")) groups.push_back({change.id});
    }
    return groups;
}

Result<std::vector<EndedMembership>> read_ended(const Rows& rows, TenantId tenant, GroupId id,
                                                Revision after)
{
    ChangeQuery query;
    query.tenant = tenant;
    query.kind = Kind::membership;
    query.id = id.value;
    query.limit = 1; // a whole revision
    for (query.after = after;;) {
        const auto changes = TRY(rows.changes(query));
        std::vector<EndedMembership> ended;
        for (const auto& change : changes) {
            if (change.action != Action::removed) continue;
            const auto was_default = logged_value(change.before, "is_default");
            ended.push_back({{change.customer}, change.revision, was_default == Value{true}});
        }
        if (changes.empty() || !ended.empty()) return ended;
        query.after = changes.back().revision;
    }
}

} // namespace muster::directory

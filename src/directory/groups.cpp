// Checks and stores groups, and ends the memberships of removed ones. Knows no API.
#include "directory/groups.h"

#include <algorithm>

#include "directory/checks.h"
#include "directory/dynamic.h"
#include "directory/memberships.h"
#include "directory/restoring/removed_group.h"
#include "directory/restoring/returned_members.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::directory {

namespace {

bool is_unique(const Key& key)
{
    return key.name == "external_id" || key.name.starts_with("fields.");
}

struct JudgedGroup {
    Group after;
    KnownChange known;
};

// Everything that must hold for a group before it is stored. Keys that the group has already are
// not checked, as with customers.
Result<JudgedGroup> judge(Transaction& transaction, const Group& before, Group group,
                          const GroupRules& rules)
{
    if (group.name.empty()) return fail(Code::missing_field, "name", "is required");
    remove_blanks(group.external_id);
    TRY(check_text("name", group.name));
    TRY(check_text("external_id", group.external_id));
    TRY(check_text("description", group.description, limits::text_bytes));
    if (group.capacity && *group.capacity < 1) {
        return fail(Code::invalid_value, "capacity", "must be 1 or more, or absent");
    }
    TRY(judge_rule(transaction, before, group));
    const auto* declared = TRY(transaction.declared());
    TRY(coerce_fields(*declared, FieldEntity::group, group.fields));
    TRY(check_extras(group.extras));
    KnownChange known{changed_members(before, group), {}};
    if (!may_change_keys(Kind::group, *known.changed, *declared)) {
        return JudgedGroup{std::move(group), std::move(known)};
    }
    const auto keys_before = keys_of(before, transaction.tenant(), *declared);
    known.keys_after = keys_of(group, transaction.tenant(), *declared);
    for (const auto& key : *known.keys_after) {
        const bool demanded = key.name == "name" ? rules.unique_name : is_unique(key);
        const bool is_new =
            std::find(keys_before.begin(), keys_before.end(), key) == keys_before.end();
        if (demanded && is_new) {
            TRY(check_unique(transaction.rows(), key, group.id.value, key.name));
        }
    }
    TRY(check_vendor_numbers(transaction.rows(), transaction.tenant(), before, group));
    return JudgedGroup{std::move(group), std::move(known)};
}

} // namespace

Result<Group> create_group(Transaction& transaction, Group draft, const GroupRules& rules)
{
    draft.id = {};
    if (draft.status == GroupStatus::removed) draft.status = GroupStatus::active;
    draft.member_count = 0;
    draft.removed_at.reset();
    auto judged = TRY(judge(transaction, Group{}, std::move(draft), rules));
    return transaction.create(std::move(judged.after), std::move(judged.known));
}

Result<Group> update_group(Transaction& transaction, GroupId id, const Edit<Group>& edit,
                           const GroupRules& rules, std::optional<Revision> expected)
{
    const auto before = TRY(live_group(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(before.revision, expected));
    Group after = before;
    TRY(edit(after));
    after.id = before.id;
    after.member_count = before.member_count;
    after.removed_at = before.removed_at;
    after.created_by = before.created_by;
    after.created_at = before.created_at;
    if (after.status == GroupStatus::removed) after.status = before.status;
    auto judged = TRY(judge(transaction, before, std::move(after), rules));
    return transaction.update(before, std::move(judged.after), Action::updated, rules.unchanged,
                              std::move(judged.known));
}

Result<Group> check_group_removal(Transaction& transaction, GroupId id,
                                  std::optional<Revision> expected, RulesThatName named)
{
    auto known = TRY(live_group(transaction.rows(), transaction.tenant(), id));
    TRY(check_revision(known.revision, expected));
    TRY(check_not_restoring(transaction, id));
    TRY(release_from_rules(transaction, known, named));
    return known;
}

Result<void> remove_group(Transaction& transaction, GroupId id, std::optional<Revision> expected,
                          RulesThatName named)
{
    const auto known = TRY(check_group_removal(transaction, id, expected, named));
    // The memberships of a large group are ended after this write. Until then they count as ended
    // for every reader, because their group is removed.
    if (known.member_count > limits::members_at_once) {
        transaction.end_memberships_later(id);
    } else {
        TRY(end_some_memberships(transaction, id, {}));
    }
    const auto before = TRY(transaction.get(id)); // its count has changed
    Group after = before;
    after.status = GroupStatus::removed;
    after.removed_at = transaction.now();
    TRY(transaction.update(before, std::move(after), Action::removed));
    return {};
}

namespace {

// A removed field takes its values from the groups that are there, not from removed ones.
std::vector<std::string> drop_undeclared(const DeclaredFields& declared, FieldValues& values)
{
    std::vector<std::string> dropped;
    for (const auto& [key, value] : values) {
        if (declared.find(FieldEntity::group, key) == nullptr) dropped.push_back(key);
    }
    for (const auto& key : dropped) values.set(key, {});
    return dropped;
}

// As of a new group, so that its names and its rule are checked; but it has its id and numbers.
Group as_new(const Group& removed)
{
    Group before;
    before.id = removed.id;
    before.vendor_numbers = removed.vendor_numbers;
    before.status = GroupStatus::removed;
    return before;
}

} // namespace

Result<RestoredGroup> restore_group(Transaction& transaction, GroupId id, const Edit<Group>& edit,
                                    std::optional<Revision> expected)
{
    const auto removed = TRY(read_removed_group(transaction.rows(), transaction.tenant(), id));
    const Group& before = removed.group;
    TRY(check_revision(before.revision, expected));
    if (before.member_count > 0) {
        return fail(Code::unavailable, "group", "its removal is not over yet; try again later");
    }
    Group after = before;
    after.status = removed.status;
    after.removed_at.reset();
    auto dropped = drop_undeclared(*TRY(transaction.declared()), after.fields);
    TRY(edit(after));
    if (after.is_dynamic() != before.is_dynamic()) {
        return fail(Code::conflict, "rule", "a restored group stays static or dynamic as it was");
    }
    auto judged = TRY(judge(transaction, as_new(before), std::move(after), {.unique_name = true}));
    judged.known.changed.reset(); // it was judged against another state
    auto group = TRY(transaction.update(before, std::move(judged.after), Action::updated,
                                        Unchanged::skip, std::move(judged.known)));
    return RestoredGroup{std::move(group), std::move(dropped)};
}

} // namespace muster::directory

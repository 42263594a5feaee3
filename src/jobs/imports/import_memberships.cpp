#include "jobs/imports/import_memberships.h"

#include "directory/checks.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::jobs {

namespace {

// nullopt when no group has the name.
Result<std::optional<model::Group>> find_group(const model::Rows& rows, model::TenantId tenant,
                                               std::string_view name)
{
    const auto found = model::find<model::Group>(rows, model::group_name_key(tenant, name));
    if (found) return std::optional(*found);
    if (found.error().code != Code::not_found) return fail(found.error());
    return std::optional<model::Group>{};
}

} // namespace

Result<void> ImportMemberships::check(directory::Transaction& transaction, const FileRow& row) const
{
    if (plan_.group && plan_.members != ImportMembers::remove) {
        const auto group = TRY(model::live_group(transaction.rows(), tenant_, plan_.group));
        TRY(check_room(transaction, row, group));
    }
    for (const auto& name : row.groups) {
        const auto group = TRY(find_group(transaction.rows(), tenant_, name));
        if (!group && !plan_.creates_groups) {
            return fail(Code::not_found, "groups",
                        "there is no group " + name + "; create_groups=true creates it");
        }
        if (!group) {
            TRY(directory::check_text("groups", name));
        } else if (group->is_dynamic()) {
            return fail(Code::conflict, "groups",
                        "the group " + name + " has a rule, which alone says who is in it");
        } else {
            TRY(check_room(transaction, row, *group));
        }
    }
    return {};
}

Result<void> ImportMemberships::check_room(directory::Transaction& transaction, const FileRow& row,
                                           const model::Group& group) const
{
    const bool is_full = group.capacity && group.member_count >= *group.capacity;
    if (group.status == model::GroupStatus::active && !is_full) return {};
    model::CustomerId known = row.customer.id;
    if (row.customer.key) {
        const auto found = model::find<model::Customer>(transaction.rows(), *row.customer.key);
        if (found) known = found->id;
    }
    if (model::live_membership(transaction.rows(), tenant_, group.id, known)) return {};
    if (is_full) {
        return fail(Code::full, "group",
                    "the group has its " + std::to_string(*group.capacity) + " members already");
    }
    return fail(Code::conflict, "group", "the group is inactive");
}

Result<void> ImportMemberships::change(directory::Transaction& transaction, const FileRow& row,
                                       model::CustomerId customer, ImportProgress& progress) const
{
    for (const auto& name : row.groups) {
        auto group = TRY(find_group(transaction.rows(), tenant_, name));
        if (!group) {
            model::Group draft;
            draft.name = name;
            group = TRY(directory::create_group(transaction, std::move(draft)));
            progress.created_groups.push_back(name);
        }
        TRY(join(transaction, group->id, customer, progress));
    }
    if (!plan_.group) return {};
    if (plan_.members != ImportMembers::remove) {
        return join(transaction, plan_.group, customer, progress);
    }
    const auto left = directory::leave(transaction, plan_.group, customer);
    if (!left && left.error().code == Code::not_found) return {};
    if (left) ++progress.joined;
    return left;
}

Result<void> ImportMemberships::join(directory::Transaction& transaction, model::GroupId group,
                                     model::CustomerId customer, ImportProgress& progress) const
{
    const auto joined = directory::join(transaction, group, customer);
    if (joined) ++progress.joined;
    if (joined || joined.error().code == Code::already_exists) return {};
    return fail(joined.error());
}

} // namespace muster::jobs

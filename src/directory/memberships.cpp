// Every join and leave also updates the customer's home group. Knows no API and no engine.
#include "directory/memberships.h"

#include <algorithm>

#include "base/if_found.h"
#include "directory/checks.h"
#include "directory/customers.h"
#include "directory/directory.h"
#include "directory/dynamic.h"
#include "directory/groups.h"
#include "directory/tenants.h"
#include "model/lookup.h"
#include "model/tenant_settings.h"

namespace muster::directory {

namespace {

Query members_query(TenantId tenant, GroupId group)
{
    Query query;
    query.kind = Kind::membership;
    query.tenant = tenant;
    query.filter = equals("group_id", group.value);
    query.sort.operand = "customer_id";
    return query;
}

Result<void> check_primary(Transaction& transaction, GroupId group, Role role)
{
    if (role != Role::primary) return {};
    auto query = members_query(transaction.tenant(), group);
    query.filter = all_of({std::move(query.filter), equals("role", std::string("primary"))});
    if (TRY(transaction.rows().count(query)) == 0) return {};
    return fail(Code::conflict, "role", "the group has a primary member already");
}

// The group of the default membership, else of the oldest live membership, else none.
GroupId home_of(const std::vector<Membership>& memberships)
{
    for (const auto& membership : memberships) {
        if (membership.is_default) return membership.group;
    }
    return memberships.empty() ? GroupId{} : memberships.front().group;
}

Result<void> refresh_home(Transaction& transaction, CustomerId id)
{
    const auto memberships = TRY(memberships_of(transaction.rows(), transaction.tenant(), id));
    const auto before = TRY(transaction.get(id));
    Customer after = before;
    after.home_group = home_of(memberships);
    TRY(transaction.update(before, std::move(after)));
    return {};
}

Result<void> clear_default(Transaction& transaction, CustomerId customer, GroupId except)
{
    const auto memberships =
        TRY(memberships_of(transaction.rows(), transaction.tenant(), customer));
    for (const auto& membership : memberships) {
        if (!membership.is_default || membership.group == except) continue;
        Membership after = membership;
        after.is_default = false;
        TRY(transaction.update(membership, std::move(after)));
    }
    return {};
}

// A group whose primary member leaves becomes inactive, through any API. A setting of the tenant
// can say otherwise.
Result<void> deactivate_without_primary(Transaction& transaction, const Membership& ended)
{
    if (ended.role != Role::primary) return {};
    const auto tenant = get(transaction.rows(), system_tenant, transaction.tenant());
    if (tenant && flag_setting(*tenant, stays_active_setting)) return {};
    const auto before = TRY(transaction.get(ended.group));
    if (before.status != GroupStatus::active) return {};
    Group after = before;
    after.status = GroupStatus::inactive;
    TRY(transaction.update(before, std::move(after)));
    return {};
}

Result<void> end_membership(Transaction& transaction, const Membership& before, Time at)
{
    Membership after = before;
    after.left_at = at;
    after.is_default = false;
    TRY(transaction.update(before, std::move(after), Action::removed));
    return {};
}

muster::Failure member_already()
{
    return fail(Code::already_exists, "membership", "the customer is in this group already");
}

// Those who are in the group already are answered so, also when nobody may join it any more: then
// nothing has to be done for them. `past` is the stored membership, if there is one.
Result<void> check_may_join(Transaction& transaction, const Group& group, const Customer& customer,
                            const std::optional<Membership>& past)
{
    if (past && past->is_live()) return member_already();
    if (group.is_dynamic()) {
        const auto* declared = TRY(transaction.declared());
        const auto groups =
            TRY(load_dynamic_groups(transaction.rows(), transaction.tenant(), *declared));
        const bool is_in = TRY(is_member(transaction.rows(), transaction.tenant(), groups, group.id,
                                         customer, transaction.now()));
        if (is_in) return member_already();
    }
    if (group.status != GroupStatus::active) {
        return fail(Code::conflict, "group", "the group is inactive");
    }
    return check_joinable_by_hand(group);
}

Result<Membership> put_membership(Transaction& transaction, std::optional<Membership> past,
                                  Membership membership)
{
    membership.created_at = membership.updated_at = membership.since = transaction.now();
    membership.added_by = transaction.principal().credential;
    membership.source = transaction.principal().dialect;
    std::optional<Entity> before;
    if (past) before = std::move(*past);
    TRY(transaction.put(Action::created, std::move(before), membership));
    membership.revision = transaction.writer().next_revision();
    return membership;
}

} // namespace

Result<void> check_capacity(const Group& group, const Principal& principal)
{
    if (!group.capacity || group.member_count < *group.capacity) return {};
    if (!principal.may_read) return fail(Code::full, "capacity", "the group is full");
    return fail(Code::full, "capacity",
                "the group has its " + std::to_string(*group.capacity) + " members already");
}

Result<Membership> changeable_membership(Transaction& transaction, GroupId group,
                                         CustomerId customer)
{
    auto membership = live_membership(transaction.rows(), transaction.tenant(), group, customer);
    if (membership || membership.error().code != Code::not_found) return membership;
    const auto known = get(transaction.rows(), transaction.tenant(), group);
    if (known) TRY(check_joinable_by_hand(*known));
    return membership;
}

Result<std::vector<Membership>> memberships_of(const Rows& rows, TenantId tenant,
                                               CustomerId customer)
{
    Query query;
    query.kind = Kind::membership;
    query.tenant = tenant;
    query.filter = equals("customer_id", customer.value);
    query.sort.operand = "since";
    query.limit = static_cast<std::int64_t>(limits::page_items);
    std::vector<Membership> all;
    for (;;) {
        auto page = TRY(rows.page(query));
        query.after = page.next;
        for (auto& row : page.rows) all.push_back(std::get<Membership>(std::move(row)));
        if (!query.after) return all;
    }
}

Result<Filter> shown_in(const Rows& rows, TenantId tenant, GroupId id)
{
    const auto group = TRY(if_found(get(rows, tenant, id)));
    const bool has_rule = group && group->is_dynamic();
    return has_rule ? member_of({Value{id.value}}) : equals("home_group_id", id.value);
}

Result<Membership> join(Transaction& transaction, GroupId group_id, CustomerId customer_id,
                        const Joining& joining)
{
    const auto group = TRY(live_group(transaction.rows(), transaction.tenant(), group_id));
    const auto customer = TRY(live_customer(transaction.rows(), transaction.tenant(), customer_id));
    auto past = TRY(
        if_found(find_membership(transaction.rows(), transaction.tenant(), group_id, customer_id)));
    TRY(check_may_join(transaction, group, customer, past));
    TRY(check_primary(transaction, group_id, joining.role));
    TRY(check_capacity(group, transaction.principal()));
    TRY(check_extras(joining.extras));
    if (joining.is_default) TRY(clear_default(transaction, customer_id, group_id));

    Membership membership;
    membership.group = group_id;
    membership.customer = customer_id;
    membership.role = joining.role;
    membership.permissions = joining.permissions;
    membership.is_default = joining.is_default;
    membership.expires_at = joining.expires_at;
    membership.extras = joining.extras;
    membership = TRY(put_membership(transaction, std::move(past), std::move(membership)));
    TRY(refresh_home(transaction, customer_id));
    return membership;
}

Result<void> leave(Transaction& transaction, GroupId group, CustomerId customer)
{
    const auto membership = TRY(changeable_membership(transaction, group, customer));
    TRY(end_membership(transaction, membership, transaction.now()));
    TRY(deactivate_without_primary(transaction, membership));
    return refresh_home(transaction, customer);
}

Result<void> leave_all(Transaction& transaction, CustomerId customer)
{
    const auto memberships =
        TRY(memberships_of(transaction.rows(), transaction.tenant(), customer));
    for (const auto& membership : memberships) {
        TRY(end_membership(transaction, membership, transaction.now()));
        TRY(deactivate_without_primary(transaction, membership));
    }
    return refresh_home(transaction, customer);
}

Result<void> resume_membership(Transaction& transaction, const Membership& past, bool was_default)
{
    const auto group = TRY(live_group(transaction.rows(), transaction.tenant(), past.group));
    TRY(live_customer(transaction.rows(), transaction.tenant(), past.customer));
    TRY(check_joinable_by_hand(group));
    TRY(check_primary(transaction, past.group, past.role));
    TRY(check_capacity(group, transaction.principal()));
    if (past.expires_at && *past.expires_at <= transaction.now()) {
        return fail(Code::conflict, "expires_at", "the membership would have ended by now");
    }
    const auto others =
        TRY(memberships_of(transaction.rows(), transaction.tenant(), past.customer));
    Membership again = past;
    again.left_at.reset();
    again.is_default = was_default && std::ranges::none_of(others, &Membership::is_default);
    again.updated_at = transaction.now();
    TRY(transaction.put(Action::created, past, std::move(again)));
    return refresh_home(transaction, past.customer);
}

Result<Membership> update_membership(Transaction& transaction, GroupId group, CustomerId customer,
                                     const Edit<Membership>& edit)
{
    const auto before = TRY(changeable_membership(transaction, group, customer));
    Membership after = before;
    TRY(edit(after));
    after.group = before.group;
    after.customer = before.customer;
    after.since = before.since;
    after.source = before.source;
    after.added_by = before.added_by;
    after.created_at = before.created_at;
    after.left_at = before.left_at;
    TRY(check_extras(after.extras));
    if (before.role != after.role) TRY(check_primary(transaction, group, after.role));
    if (after.is_default && !before.is_default) TRY(clear_default(transaction, customer, group));
    after = TRY(transaction.update(before, std::move(after)));
    TRY(refresh_home(transaction, customer));
    return after;
}

Result<void> set_home_group(Transaction& transaction, CustomerId customer_id, GroupId group)
{
    const auto customer = TRY(live_customer(transaction.rows(), transaction.tenant(), customer_id));
    if (customer.home_group == group) return {};
    if (customer.home_group) {
        const auto old = TRY(find_membership(transaction.rows(), transaction.tenant(),
                                             customer.home_group, customer_id));
        TRY(end_membership(transaction, old, transaction.now()));
        TRY(deactivate_without_primary(transaction, old));
    }
    if (!group) return refresh_home(transaction, customer_id);
    const auto present = TRY(
        if_found(live_membership(transaction.rows(), transaction.tenant(), group, customer_id)));
    if (present) {
        TRY(update_membership(transaction, group, customer_id, [](Membership& membership) {
            membership.is_default = true;
            return Result<void>{};
        }));
        return {};
    }
    Joining joining;
    joining.is_default = true;
    TRY(join(transaction, group, customer_id, joining));
    return {};
}

namespace {

// The older of two memberships of one group stays, but never loses a primary member or extras.
Result<void> unite(Transaction& transaction, const Membership& own, const Membership& other)
{
    Membership after = other.since < own.since ? other : own;
    after.customer = own.customer;
    after.is_default = own.is_default;
    after.created_at = own.created_at;
    after.extras = other.extras;
    for (const auto& [dialect, text] : own.extras) after.extras.set(dialect, text);
    if (own.role == Role::primary || other.role == Role::primary) after.role = Role::primary;
    TRY(transaction.update(own, std::move(after)));
    return {};
}

Result<void> move_membership(Transaction& transaction, const Membership& membership,
                             CustomerId survivor, bool may_be_default)
{
    auto past = TRY(if_found(
        find_membership(transaction.rows(), transaction.tenant(), membership.group, survivor)));
    Membership moved = membership;
    moved.customer = survivor;
    moved.is_default = membership.is_default && may_be_default;
    moved.created_at = moved.updated_at = transaction.now();
    std::optional<Entity> before;
    if (past) before = *std::move(past);
    return transaction.put(Action::created, std::move(before), std::move(moved));
}

} // namespace

Result<UnitedMemberships> unite_memberships(Transaction& transaction, CustomerId survivor,
                                            CustomerId other)
{
    const auto own = TRY(memberships_of(transaction.rows(), transaction.tenant(), survivor));
    const bool has_default = std::ranges::any_of(own, &Membership::is_default);
    const auto others = TRY(memberships_of(transaction.rows(), transaction.tenant(), other));
    UnitedMemberships united;
    for (const auto& membership : others) {
        TRY(end_membership(transaction, membership, transaction.now()));
        const auto shared = std::ranges::find(own, membership.group, &Membership::group);
        if (shared == own.end()) {
            TRY(move_membership(transaction, membership, survivor, !has_default));
            ++united.moved;
        } else {
            TRY(unite(transaction, *shared, membership));
            ++united.shared;
        }
    }
    TRY(refresh_home(transaction, other));
    TRY(refresh_home(transaction, survivor));
    return united;
}

Result<CustomerId> end_some_memberships(Transaction& transaction, GroupId id, CustomerId after)
{
    auto query = members_query(transaction.tenant(), id);
    query.filter = all_of({std::move(query.filter), has_no("left_at")});
    query.with_removed = true;
    query.limit = limits::members_at_once;
    if (after) query.after = Cursor{after.value, id.value << 32 | after.value};
    auto page = TRY(transaction.rows().page(query));
    const auto group = TRY(transaction.get(id));
    const bool is_last = !page.next;
    CustomerId last;
    for (const auto& membership : rows_of<Membership>(std::move(page))) {
        last = membership.customer;
        TRY(end_membership(transaction, membership, group.removed_at.value_or(transaction.now())));
        TRY(refresh_home(transaction, last));
    }
    return is_last ? CustomerId{} : last;
}

Result<void> end_memberships(Directory& directory, const Principal& principal, TenantId tenant,
                             GroupId group)
{
    CustomerId last;
    do {
        const auto end_some = [&, after = last](Transaction& transaction) -> Result<CustomerId> {
            // Another thread has ended the last ones, and the group was restored since.
            if (!TRY(transaction.get(group)).removed_at) return CustomerId{};
            return end_some_memberships(transaction, group, after);
        };
        last = TRY(directory.write(principal, tenant, end_some));
    } while (last);
    return {};
}

Result<void> end_expired_membership(Transaction& transaction, const Membership& found)
{
    const auto now = TRY(if_found(
        live_membership(transaction.rows(), transaction.tenant(), found.group, found.customer)));
    if (!now) return {};
    if (!now->expires_at || *now->expires_at > transaction.now()) return {};
    return leave(transaction, found.group, found.customer);
}

} // namespace muster::directory

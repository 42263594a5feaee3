// One lookup per kind of entity. Knows no API and no engine.
#include "model/lookup.h"

namespace muster::model {

namespace {

Failure not_a_member(GroupId group, CustomerId customer)
{
    return fail(Code::not_found, "membership",
                "customer " + std::to_string(customer.value) + " is not in group " +
                    std::to_string(group.value));
}

} // namespace

Result<Customer> live_customer(const Rows& rows, TenantId tenant, CustomerId id)
{
    auto customer = get(rows, tenant, id);
    if (!customer && customer.error().code != Code::not_found) return customer;
    if (!customer || customer->removed_at) {
        return fail(Code::not_found, "customer", "no customer " + std::to_string(id.value));
    }
    return customer;
}

Result<CustomerId> customer_id_of(const Rows& rows, const Key& key)
{
    const auto customer = find<Customer>(rows, key);
    if (customer) return customer->id;
    if (customer.error().code == Code::not_found) return CustomerId{};
    return fail(customer.error());
}

Result<Group> live_group(const Rows& rows, TenantId tenant, GroupId id)
{
    auto group = get(rows, tenant, id);
    if (!group && group.error().code != Code::not_found) return group;
    if (!group || group->status == GroupStatus::removed) {
        return fail(Code::not_found, "group", "no group " + std::to_string(id.value));
    }
    return group;
}

Result<Membership> find_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer)
{
    auto row = rows.get({Kind::membership, tenant, group.value, customer.value});
    if (!row) {
        if (row.error().code == Code::not_found) return not_a_member(group, customer);
        return fail(row.error());
    }
    return std::get<Membership>(std::move(*row));
}

Result<Membership> live_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer)
{
    auto membership = TRY(find_membership(rows, tenant, group, customer));
    if (!membership.is_live()) return not_a_member(group, customer);
    const auto of = get(rows, tenant, group);
    if (!of && of.error().code != Code::not_found) return fail(of.error());
    if (of && of->removed_at) return not_a_member(group, customer);
    return membership;
}

} // namespace muster::model

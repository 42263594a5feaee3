// One lookup per kind of entity. Knows no API and no engine.
#include "model/lookup.h"

#include <type_traits>

#include "base/if_found.h"
#include "base/text.h"
#include "model/keys.h"
#include "model/vendor_numbers.h"

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

namespace {

template <class E>
Result<E> live(const Rows& rows, TenantId tenant, Id<E> id)
{
    if constexpr (std::is_same_v<E, Customer>) {
        return live_customer(rows, tenant, id);
    } else {
        return live_group(rows, tenant, id);
    }
}

// By the vendor number only.
template <class E>
Result<E> numbered(const Rows& rows, TenantId tenant, std::string_view dialect,
                   std::string_view number)
{
    const auto row =
        TRY(if_found(find<E>(rows, vendor_number_key(kind_for<E>(), tenant, dialect, number))));
    if (row) return live<E>(rows, tenant, row->id);
    const auto kind = name_of(kind_for<E>());
    return fail(Code::not_found, std::string(kind),
                "no " + std::string(kind) + ' ' + std::string(number));
}

} // namespace

Result<bool> any_vendor_numbers(const Rows& rows, TenantId tenant, Kind kind)
{
    return TRY(if_found(rows.find(any_vendor_number_key(kind, tenant, {})))).has_value();
}

// The row of that id is read first: without vendor numbers, nothing more is.
template <class E>
Result<E> known_by(const Rows& rows, TenantId tenant, std::string_view dialect, std::int64_t id)
{
    auto row = live<E>(rows, tenant, Id<E>{id});
    if (!row && row.error().code != Code::not_found) return row;
    if (row && vendor_number_of(row->vendor_numbers, dialect).empty()) return row;
    return numbered<E>(rows, tenant, dialect, std::to_string(id));
}

template <class E>
Result<E> known_by(const Rows& rows, TenantId tenant, std::string_view dialect, std::string_view id)
{
    if (const auto whole = id_of(id)) return known_by<E>(rows, tenant, dialect, *whole);
    return numbered<E>(rows, tenant, dialect, id);
}

template <class E>
Result<std::vector<std::int64_t>> own_ids(const Rows& rows, TenantId tenant,
                                          std::string_view dialect,
                                          std::span<const std::int64_t> ids)
{
    if (!TRY(any_vendor_numbers(rows, tenant, kind_for<E>())))
        return std::vector<std::int64_t>(ids.begin(), ids.end());
    std::vector<std::int64_t> own;
    for (const auto id : ids) {
        const auto row = TRY(if_found(known_by<E>(rows, tenant, dialect, id)));
        if (row) own.push_back(row->id.value);
    }
    return own;
}

template Result<Customer> known_by(const Rows&, TenantId, std::string_view, std::int64_t);
template Result<Group> known_by(const Rows&, TenantId, std::string_view, std::int64_t);
template Result<Customer> known_by(const Rows&, TenantId, std::string_view, std::string_view);
template Result<Group> known_by(const Rows&, TenantId, std::string_view, std::string_view);
template Result<std::vector<std::int64_t>>
own_ids<Customer>(const Rows&, TenantId, std::string_view, std::span<const std::int64_t>);
template Result<std::vector<std::int64_t>> own_ids<Group>(const Rows&, TenantId, std::string_view,
                                                          std::span<const std::int64_t>);

} // namespace muster::model

// Finds one customer, group or membership that has not been removed.
#pragma once

#include "model/store.h"

namespace muster::model {

// not_found "customer" for unknown ids and for erased customers.
Result<Customer> live_customer(const Rows& rows, TenantId tenant, CustomerId id);

// The id of the customer that carries the key; 0 when there is none.
Result<CustomerId> customer_id_of(const Rows& rows, const Key& key);

// An active or inactive group; not_found "group" otherwise.
Result<Group> live_group(const Rows& rows, TenantId tenant, GroupId id);

// The live customer or group that the clients of the dialect know by this id: the one that carries
// it as its vendor number, else the one whose own id it is if that has no vendor number there.
// not_found "customer", "group". Of a text: ids are compared as texts, "07" is not 7.
template <class E>
Result<E> known_by(const Rows& rows, TenantId tenant, std::string_view dialect, std::int64_t id);
template <class E>
Result<E> known_by(const Rows& rows, TenantId tenant, std::string_view dialect,
                   std::string_view id);
// Whether any customer or group of the tenant has a vendor number, removed ones included.
Result<bool> any_vendor_numbers(const Rows& rows, TenantId tenant, Kind kind);
// Converts the ids that the clients of the dialect use to our ids. Unknown ones are left out.
template <class E>
Result<std::vector<std::int64_t>> own_ids(const Rows& rows, TenantId tenant,
                                          std::string_view dialect,
                                          std::span<const std::int64_t> ids);

// The row of the pair, past or present; not_found "membership".
Result<Membership> find_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer);
// The same, but a membership that has ended is not_found.
Result<Membership> live_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer);

} // namespace muster::model

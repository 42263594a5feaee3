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

// The row of the pair, past or present; not_found "membership".
Result<Membership> find_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer);
// The same, but a membership that has ended is not_found.
Result<Membership> live_membership(const Rows& rows, TenantId tenant, GroupId group,
                                   CustomerId customer);

} // namespace muster::model

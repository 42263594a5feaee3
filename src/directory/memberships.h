// Memberships of static groups: capacity, roles, the default membership and the home group.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

class Directory;

struct Joining {
    Role role = Role::secondary;
    TextList permissions;
    bool is_default = false;
    std::optional<Time> expires_at;
    Extras extras;
};

// As live_membership, for a caller that changes or ends it: conflict "group" when the group is
// dynamic.
Result<Membership> changeable_membership(Transaction& transaction, GroupId group,
                                         CustomerId customer);
// The live memberships of one customer, oldest first.
Result<std::vector<Membership>> memberships_of(const Rows& rows, TenantId tenant,
                                               CustomerId customer);

// The customers that APIs with one group per customer show in the group: those whose home group it
// is, or for whom its rule is true.
Result<Filter> shown_in(const Rows& rows, TenantId tenant, GroupId group);

// Promise 3: full "capacity" unless one more customer can join. Exact inside a write.
Result<void> check_capacity(const Group& group, const Principal& principal);

// Errors: not_found "group" or "customer"; already_exists "membership"; full "capacity"; conflict
// "role" (the group has a live primary member); conflict "group" (it is inactive, or has a rule).
Result<Membership> join(Transaction& transaction, GroupId group, CustomerId customer,
                        const Joining& joining = {});
// not_found "membership"; conflict "group" (it has a rule).
Result<void> leave(Transaction& transaction, GroupId group, CustomerId customer);
// For the removal of a customer: ends all its memberships. The home group is looked for once, not
// after each, which would read all that are left again.
Result<void> leave_all(Transaction& transaction, CustomerId customer);

// For an undo: lets a past membership go on as it was, its time `since` included. It is the default
// again, if it was and the customer has no other one. Errors as join; conflict "expires_at" when it
// would have ended by now.
Result<void> resume_membership(Transaction& transaction, const Membership& past, bool was_default);

// Changes role, permissions, is_default, expires_at, extras. Becoming the default unmarks the
// customer's other one. Errors as join.
Result<Membership> update_membership(Transaction& transaction, GroupId group, CustomerId customer,
                                     const Edit<Membership>& edit);

// What APIs that know one group per customer set: ends the membership behind the present home
// group and makes `group` the default, joining it when needed. None: only ends it; an older
// membership may then become the home. Errors as join.
Result<void> set_home_group(Transaction& transaction, CustomerId customer, GroupId group);

struct UnitedMemberships {
    std::int64_t moved = 0;
    std::int64_t shared = 0; // both were in the group
};
// For a merge: the survivor gets the live memberships of the other customer, as they are and since
// when they are; where it has one of its own, the older one stays. No group gets more members.
Result<UnitedMemberships> unite_memberships(Transaction& transaction, CustomerId survivor,
                                            CustomerId other);

// Ends memberships of a group that is or will be removed, those of customers above `after`: at most
// limits::members_at_once. Gives the last of these customers, none when no more are left.
Result<CustomerId> end_some_memberships(Transaction& transaction, GroupId group, CustomerId after);
// Ends all memberships of a removed group, in writes of limited size.
Result<void> end_memberships(Directory& directory, const Principal& principal, TenantId tenant,
                             GroupId group);

// Ends a membership that was found expired, unless it has ended or was renewed since.
Result<void> end_expired_membership(Transaction& transaction, const Membership& found);

} // namespace muster::directory

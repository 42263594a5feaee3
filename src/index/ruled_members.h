// Members of groups with rules, as rows: nobody keeps them, so they are made when asked for. Knows
// no store.
#pragma once

#include "core/query.h"

namespace muster::index {

// What a list of the group's members shows of one.
core::Membership ruled_member(const core::Group& group, core::CustomerId customer);

// The condition on members of the group as one on customers: who is in it, and what else is asked.
// All members of such a group are alike but for the customer.
core::Filter customers_of(const core::Filter& members, const core::Group& group);

// Whether the filter of a list of memberships lets this one through.
bool is_asked_for(const core::Filter& filter, const core::Membership& membership);

// The id that every row of the answer has in this member ("group_id", "customer_id"); 0: not one.
std::int64_t fixed_id(const core::Filter& filter, std::string_view member);

// The row as a page of this sort goes on after it.
core::Cursor cursor_after(const core::Membership& member, const core::Sort& sort);

} // namespace muster::index

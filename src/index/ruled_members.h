// Members of groups with rules, as rows: nobody keeps them, so they are made when asked for. Knows
// no store.
#pragma once

#include "model/query.h"

namespace muster::index {

// What a list of the group's members shows of one.
model::Membership ruled_member(const model::Group& group, model::CustomerId customer);

// The condition on members of the group as one on customers: who is in it, and what else is asked.
// All members of such a group are alike but for the customer.
model::Filter customers_of(const model::Filter& members, const model::Group& group);

// Whether the filter of a list of memberships lets this one through.
bool is_asked_for(const model::Filter& filter, const model::Membership& membership);

// The id that every row of the answer has in this member ("group_id", "customer_id"); 0: not one.
std::int64_t fixed_id(const model::Filter& filter, std::string_view member);

// The row as a page of this sort goes on after it.
model::Cursor cursor_after(const model::Membership& member, const model::Sort& sort);

} // namespace muster::index

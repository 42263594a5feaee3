// Membership rows of dynamic groups. They are not stored: they are made when a page or a membership
// is read.
#pragma once

#include "model/query.h"

namespace muster::index {

// The membership row of one member.
model::Membership dynamic_member(const model::Group& group, model::CustomerId customer);

// Turns a filter on memberships of the group into a filter on customers. All members of a dynamic
// group have equal rows except for the customer, so all other conditions are decided here.
model::Filter customers_of(const model::Filter& members, const model::Group& group);

// The cursor of a page with this sort that ends with the row.
model::Cursor cursor_after(const model::Membership& member, const model::Sort& sort);

} // namespace muster::index

// How a membership is read from a body; shared by single memberships and bulk.
#pragma once

#include "core/memberships.h"
#include "dialects/native/body.h"

namespace muster::dialects::native {

// Merges role, permissions, is_default and expires_at.
Result<void> merge_membership(const Draft& draft, core::Membership& membership);

// What the draft asks of a join.
Result<core::Joining> read_joining(const Draft& draft);

} // namespace muster::dialects::native

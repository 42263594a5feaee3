// How a membership is read from a body; shared by single memberships and bulk.
#pragma once

#include "dialects/native/body.h"
#include "directory/memberships.h"

namespace muster::dialects::native {

// Merges role, permissions, is_default and expires_at.
Result<void> merge_membership(const MergePatch& draft, model::Membership& membership);

// The options of a join in the draft.
Result<directory::Joining> read_joining(const MergePatch& draft);

} // namespace muster::dialects::native

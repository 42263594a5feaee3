// What one row says to a question: the values of operands, what is removed.
// The meaning of core/query.h for engines and checks that hold rows in hand. Knows no engine.
#pragma once

#include <string_view>

#include "core/store.h"

namespace muster::store {

// The value of a member, of a declared field ("fields.key") or of a dialect's extras
// ("extras.<dialect>.path"); null when the row has none. JSON lists and objects become a list.
core::Value operand_value(const core::Entity& row, std::string_view operand);

// Names the row; the id of a membership is its group.
core::Ref ref_of(core::TenantId tenant, const core::Entity& row);

// Equal in all that is kept: members that are not derived, declared fields, extras.
bool equal_rows(const core::Entity& a, const core::Entity& b);

// A tombstone, a past membership, a revoked credential: shown only with_removed.
bool is_removed(const core::Entity& row);

} // namespace muster::store

// What one row says to a question: the values of operands, what is removed.
// The meaning of model/query.h for engines and checks that hold rows in hand. Knows no engine.
#pragma once

#include <string_view>

#include "model/store.h"

namespace muster::store {

// The value of a member, of a declared field ("fields.key") or of a dialect's extras
// ("extras.<dialect>.path"); null when the row has none. JSON lists and objects become a list.
model::Value operand_value(const model::Entity& row, std::string_view operand);

// Names the row; the id of a membership is its group.
model::Ref ref_of(model::TenantId tenant, const model::Entity& row);

// Equal in all that is kept: members that are not derived, declared fields, extras.
bool equal_rows(const model::Entity& a, const model::Entity& b);

// A tombstone, a past membership, a revoked credential: shown only with_removed.
bool is_removed(const model::Entity& row);

} // namespace muster::store

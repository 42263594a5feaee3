// Names rows, compares them and knows which are removed, for engines and the contract wrapper.
#pragma once

#include "model/store.h"

namespace muster::store {

// The reference of a row. The id of a membership is its group.
model::Ref ref_of(model::TenantId tenant, const model::Entity& row);

// Equal in everything that is stored: members that are not derived, declared fields, extras.
bool equal_rows(const model::Entity& a, const model::Entity& b);

// A removed entity, a past membership or a revoked credential: pages show them only with_removed.
bool is_removed(const model::Entity& row);

} // namespace muster::store

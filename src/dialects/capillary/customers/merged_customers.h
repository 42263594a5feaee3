// Customers that were merged into others: their ids lead to the survivors.
#pragma once

#include <cstdint>
#include <optional>

#include "model/store.h"

namespace muster::dialects::capillary {

// The live customer that the one with this id, as clients know it, became part of. Empty when no
// customer with this id was merged, or when the survivor was removed.
Result<std::optional<model::Customer>> find_survivor(const model::Rows& rows,
                                                     model::TenantId tenant, std::int64_t id);

} // namespace muster::dialects::capillary

// Whether a row in hand fulfils a condition of model/query.h. Knows no engine and no page.
#pragma once

#include <functional>

#include "model/query.h"

namespace muster::store {

// Whether the customer is a live member of the group.
using IsMember = std::function<bool(std::int64_t group, std::int64_t customer)>;

bool matches(const model::Filter& filter, const model::Entity& row, const IsMember& is_member);

} // namespace muster::store
